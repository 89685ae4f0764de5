import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { quantile } from '../../test/support/fairness-bench.ts'
import { seedParked } from '../../test/support/seed-parked.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { startTestEngine, type TestEngine } from '../../test/support/test-engine.ts'
import { holdOnTheWire, type Wire } from '../../test/support/test-sender.ts'
import { answered } from '../stores/contract/samples.ts'

const backlog = 1_000_000
const eventsInWindow = 100
const windows = 9
/** Differences below that are the processor's and the disk's, which are shared with others. */
const shortestP99Ms = 4

const loadedUrl = 'https://loaded.example/hook'
const retry = { delaysMs: [3_600_000], jitter: 0 }

interface Subject {
  readonly running: TestEngine
  readonly wire: Wire
  /** When each event for the webhook without a backlog was sent. */
  readonly sentMs: number[]
}

/** What is sent to {@link loadedUrl} hangs. */
async function startSubject(directory: string): Promise<Subject> {
  const running = await startTestEngine({ directory, profile: { retry } })
  const wire = holdOnTheWire()
  const sentMs: number[] = []
  running.sender.answer = (request) => {
    if (request.url === loadedUrl) return wire.answer(request)
    sentMs.push(performance.now())
    return answered(200)
  }
  return { running, wire, sentMs }
}

/** The p99 from publish to attempt, of some events one after the other. */
async function p99Of({ running, sentMs }: Subject): Promise<number> {
  const passed: number[] = []
  for (let event = 0; event < eventsInWindow; event += 1) {
    const startMs = performance.now()
    const number = sentMs.length
    await running.publish(['{}'], 'a')
    passed.push((await eventually('the attempt', () => sentMs[number])) - startMs)
  }
  return quantile(passed, 0.99)
}

test('a webhook with a million pending deliveries keeps few in memory, and others do not notice', async (t) => {
  const directory = temporaryDirectory(t)
  const first = await startTestEngine({ directory })
  await first.addWebhook({ url: loadedUrl, eventTypes: ['loaded'] })
  await first.addWebhook({ eventTypes: ['a'] })
  await first.end(0)
  seedParked(directory, 'loaded', backlog)

  const quiet = await startSubject(temporaryDirectory(t))
  const loaded = await startSubject(directory)
  await using _quietEngine = quiet.running
  await using loadedEngine = loaded.running
  await quiet.running.addWebhook({ eventTypes: ['a'] })
  assert.equal((await loadedEngine.store.stats()).parked > backlog - 300, true)
  let mostHeld = 0
  const without: number[] = []
  const beside: number[] = []
  for (let window = 0; window < windows; window += 1) {
    without.push(await p99Of(quiet))
    beside.push(await p99Of(loaded))
    mostHeld = Math.max(mostHeld, loadedEngine.engine.gauges.held)
    // Some time out, and others follow them.
    if (window % 3 === 0) loaded.wire.end({ kind: 'timeout' })
  }
  const show = (values: readonly number[]): string => values.map((ms) => ms.toFixed(1)).join(' ')
  t.diagnostic(`p99 in ms without: ${show(without)}; with: ${show(beside)}`)
  const median = Math.max(quantile(without, 0.5), shortestP99Ms)
  assert.ok(quantile(beside, 0.5) <= 2 * median, show(beside))

  // When its receiver answers again, no more of it is in memory than before.
  loadedEngine.sender.answer = () => answered(200)
  loaded.wire.end(answered(200))
  await eventually('many of them', () => {
    mostHeld = Math.max(mostHeld, loadedEngine.engine.gauges.held)
    return loadedEngine.sender.requests.length > 5000
  })
  assert.ok(mostHeld <= 400, `${mostHeld} were held`)
})
