import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { ManualClock, realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { acceptedId, numberedEvents, startTestEngine } from '../../test/support/test-engine.ts'
import { sentHeader } from '../../test/support/test-sender.ts'
import { answered, startMs } from '../stores/contract/samples.ts'

const hourMs = 60 * 60 * 1000
const dayMs = 24 * hourMs
const hourly = { retry: { delaysMs: [hourMs, hourMs], jitter: 0 } }
const passing = (clock: ManualClock) => ({ clock, stepMs: 500 })

test('a clock that is put back by days keeps no retry waiting longer', async (t) => {
  const clock = new ManualClock(startMs)
  const directory = temporaryDirectory(t)
  await using running = await startTestEngine({ directory, clock, profile: hourly })
  await running.addWebhook()
  running.sender.answer = () => answered(500)
  await running.publish(['{"n":1}'])
  await asTimePasses(passing(clock), 'the retry to be scheduled', async () => {
    return (await running.store.stats()).scheduled === 1
  })
  const failedAtMs = clock.monotonicMs()
  running.sender.answer = () => answered(200)
  clock.jump(-3 * dayMs)
  await asTimePasses({ clock, stepMs: 10_000 }, 'the retry', () => running.counts.ended === 1)
  const waitedMs = clock.monotonicMs() - failedAtMs
  assert.ok(waitedMs >= hourMs && waitedMs < dayMs, `it took ${waitedMs} ms`)
})

const retriedWebhooks = 20
const eventsForEach = 1000
const caps = { maxInFlight: 20, maxInFlightPerLane: 5, maxHeld: 1000, maxHeldPerLane: 64 }

test('a clock that is put forward by days makes no stampede of the retries that fall due', async (t) => {
  const clock = new ManualClock(startMs)
  const directory = temporaryDirectory(t)
  const profile = { retry: { delaysMs: [hourMs], jitter: 0 } }
  await using running = await startTestEngine({ directory, clock, profile, limits: caps })
  const { engine, sender, store } = running
  for (let count = 0; count < retriedWebhooks; count++) {
    await running.addWebhook({ eventTypes: ['user.created'] })
  }
  const healthy = await running.addWebhook({
    eventTypes: ['order.created'],
    url: 'https://healthy.example',
  })
  const all = retriedWebhooks * eventsForEach
  sender.answer = () => answered(500)
  await running.publish(numberedEvents(eventsForEach))
  await asTimePasses(passing(clock), 'every retry to be scheduled', async () => {
    return (await store.stats()).scheduled === all
  })
  const before = sender.requests.length

  let arrivedAfter: number | null = null
  let mostHeld = 0
  let mostInFlight = 0
  sender.answer = async ({ url }) => {
    mostHeld = Math.max(mostHeld, engine.gauges.held)
    mostInFlight = Math.max(mostInFlight, engine.gauges.inFlight)
    if (url === healthy.url) arrivedAfter = sender.requests.length
    await realPause(0)
    return answered(200)
  }
  clock.jump(3 * dayMs)
  await asTimePasses(passing(clock), 'the first retries', () => {
    return sender.requests.length > before + all / 20
  })
  await running.publish(['{"n":0}'], 'order.created')
  const acceptedAfter = sender.requests.length
  await asTimePasses(passing(clock), 'everything', () => running.counts.ended === all + 1)
  assert.equal(sender.requests.length, before + all + 1)
  assert.ok(mostInFlight <= caps.maxInFlight, `${mostInFlight} were on the wire`)
  assert.ok(mostHeld <= caps.maxHeld, `${mostHeld} were in memory`)
  const waitedFor = (arrivedAfter ?? all) - acceptedAfter
  assert.ok(waitedFor < all / 100, `a new event waited for ${waitedFor} retries`)
})

test('whatever the clock does, everything arrives once, and a strict lane keeps its order', async (t) => {
  const clock = new ManualClock(startMs)
  const directory = temporaryDirectory(t)
  const profile = { retry: { delaysMs: [1000, 1000], jitter: 0 } }
  let heartbeats = 0
  await using running = await startTestEngine({
    directory,
    clock,
    profile,
    wrapStore: (store) => ({
      async heartbeat(nowMs) {
        await store.heartbeat(nowMs)
        heartbeats += 1
      },
    }),
  })
  await running.addWebhook({ ordered: true })
  const arrived: string[] = []
  const failing = new Set<string>()
  running.sender.answer = (request) => {
    const id = sentHeader(request, 'x-event-id')
    const fails = running.sender.requests.length % 3 === 0 && !failing.has(id)
    if (fails) failing.add(id)
    else arrived.push(id)
    return answered(fails ? 500 : 200)
  }
  const published: string[] = []
  for (const byMs of jumps) {
    for (const result of await running.publish(numberedEvents(4)))
      published.push(acceptedId(result))
    clock.jump(byMs)
    // Nobody sees what the clock does between two heartbeats.
    const seen = heartbeats
    await asTimePasses(passing(clock), 'a heartbeat', () => heartbeats > seen + 1)
  }
  await asTimePasses({ clock, stepMs: 1000 }, 'everything', () => {
    return running.counts.ended === published.length
  })
  assert.deepEqual(arrived, published)
  assert.ok(failing.size > 0)
})

const jumps = [
  hourMs,
  -hourMs,
  3 * dayMs,
  -dayMs,
  -5 * dayMs,
  2 * hourMs,
  -30_000,
  dayMs,
  40 * dayMs,
  -40 * dayMs,
  -hourMs,
  500,
]
