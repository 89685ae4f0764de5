import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { asTimePasses } from '../../../test/support/as-time-passes.ts'
import { ManualClock, realPause } from '../../../test/support/manual-clock.ts'
import { startReceiver, type Receiver } from '../../../test/support/receiver.ts'
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts'
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts'
import { allWebhooks, initiate, newCustomer, publish } from './testing/session.ts'

const secondMs = 1000

function newClock(): ManualClock {
  return new ManualClock(Date.parse('2026-01-15T12:30:00Z'))
}

/** What was called, in order: `data`, `completed` … */
function callsOf({ requests }: Receiver): string[] {
  return requests.map(({ path }) => path.replace('/hook/', ''))
}

/** Data never arrives, everything else does. */
function failData(receiver: Receiver): void {
  receiver.answer = ({ path }) => ({ status: path.endsWith('/data') ? 500 : 200 })
}

async function publishAll(
  app: TestApp,
  sessionId: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names) await publish(app, sessionId, `endgrate.${name}`)
}

interface Scene {
  readonly app: TestApp
  readonly receiver: Receiver
  readonly clock: ManualClock
}

/** Waits, without letting a retry fall due, until there are so many calls. */
async function untilCalls({ clock, receiver }: Scene, count: number): Promise<string[]> {
  await asTimePasses(
    { clock, stepMs: 5 },
    `${count} calls`,
    () => receiver.requests.length === count,
  )
  return callsOf(receiver)
}

/** Long enough in real time for a call that must not be made. */
async function assertQuiet({ clock, receiver }: Scene, count: number): Promise<void> {
  for (let looks = 0; looks < 10; looks += 1) {
    await clock.advance(5)
    await realPause(5)
  }
  assert.equal(receiver.requests.length, count, callsOf(receiver).join(' '))
}

test('by default a failing call holds up those behind it through all its retries', async () => {
  const clock = newClock()
  await using app = await startTestApp({ clock })
  await using receiver = await startReceiver()
  const scene = { app, receiver, clock }
  failData(receiver)
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, allWebhooks(receiver))
  await publishAll(app, sessionId, ['configuration', 'data', 'completed'])
  assert.deepEqual(await untilCalls(scene, 2), ['configuration', 'data'])
  for (const [index, delayMs] of [10 * secondMs, 60 * secondMs, 300 * secondMs].entries()) {
    await assertQuiet(scene, index + 2)
    await clock.advance(delayMs - secondMs)
    await assertQuiet(scene, index + 2)
    await clock.advance(secondMs)
    const calls = await asTimePasses({ clock, stepMs: 5 }, 'a retry', () => {
      const made = callsOf(receiver)
      return made.length >= index + 3 && made
    })
    assert.deepEqual(calls.slice(0, index + 3), ['configuration', ...Array(index + 2).fill('data')])
  }
  assert.equal((await untilCalls(scene, 6)).at(-1), 'completed')
})

test('a call waits for the response to the one before it, and only for those of its session', async () => {
  const clock = newClock()
  await using app = await startTestApp({ clock })
  await using receiver = await startReceiver()
  const scene = { app, receiver, clock }
  receiver.answer = ({ path }) => (path.endsWith('/data') ? 'stall' : { status: 200 })
  const { call } = await newCustomer(app)
  const waiting = await initiate(call, allWebhooks(receiver))
  const other = await initiate(call, allWebhooks(receiver))
  await publish(app, waiting, 'endgrate.data')
  await publish(app, waiting, 'endgrate.completed')
  await untilCalls(scene, 1)
  await publish(app, other, 'endgrate.completed')
  assert.deepEqual(await untilCalls(scene, 2), ['data', 'completed'])
  assert.equal(JSON.parse(String(receiver.requests[1]?.body)).session_id, other)
  await assertQuiet(scene, 2)
})

test('with webhook_concurrency nothing waits for anything', async () => {
  const clock = newClock()
  await using app = await startTestApp({ clock })
  await using receiver = await startReceiver()
  const scene = { app, receiver, clock }
  receiver.answer = ({ path }) => (path.endsWith('/data') ? 'stall' : { status: 200 })
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, { ...allWebhooks(receiver), webhook_concurrency: true })
  await publishAll(app, sessionId, ['data', 'data', 'completed', 'error'])
  const calls = await untilCalls(scene, 4)
  assert.deepEqual(calls.toSorted(), ['completed', 'data', 'data', 'error'])
})

test('where an operator says so, a call waits for the first response alone', async (t) => {
  const configFile = join(temporaryDirectory(t), 'posthorn.config.ts')
  writeFileSync(configFile, "export default { endgrate: { blockUntil: 'response' } }\n")
  const clock = newClock()
  await using app = await startTestApp({ clock, environment: { POSTHORN_CONFIG: configFile } })
  await using receiver = await startReceiver()
  const scene = { app, receiver, clock }
  failData(receiver)
  const { call } = await newCustomer(app)
  const sessionId = await initiate(call, allWebhooks(receiver))
  await publishAll(app, sessionId, ['data', 'completed', 'error'])
  assert.deepEqual(await untilCalls(scene, 3), ['data', 'completed', 'error'])
  await clock.advance(10 * secondMs)
  assert.deepEqual(await untilCalls(scene, 4), ['data', 'completed', 'error', 'data'])
})
