import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import {
  numberedEvents,
  startTestEngine,
  type TestEngine,
  type TestEngineOptions,
} from '../../test/support/test-engine.ts'
import { holdOnTheWire, sentHeader, type Wire } from '../../test/support/test-sender.ts'
import { answered, bytesOf } from '../stores/contract/samples.ts'

const few = { maxInFlight: 4, maxHeldPerLane: 8 }

function sentEvents({ sender }: TestEngine): string[] {
  return sender.requests.map((request) => sentHeader(request, 'x-event-id'))
}

/** Of thirty events some have arrived, four are on the wire, some wait in memory, the rest is parked. */
async function startBusyEngine(
  t: TestContext,
  options: Partial<TestEngineOptions> = {},
): Promise<{ running: TestEngine; wire: Wire; directory: string }> {
  const directory = temporaryDirectory(t)
  const running = await startTestEngine({ directory, limits: few, ...options })
  await running.addWebhook()
  const wire = holdOnTheWire()
  const { sender } = running
  sender.answer = (request) => (sender.requests.length > 6 ? wire.answer(request) : answered(200))
  for (const data of numberedEvents(30)) await running.publish([data])
  await eventually('four on the wire', () => wire.open.length === 4)
  await eventually('six that have arrived', () => running.counts.ended === 6)
  assert.ok((await running.store.stats()).parked > 0)
  assert.ok(running.engine.gauges.held > 4)
  return { running, wire, directory }
}

test('after a stop the next engine delivers what is left, and nothing twice', async (t) => {
  const { running: first, wire, directory } = await startBusyEngine(t)
  const ended = first.end(60_000)
  assert.equal(first.engine.isReady(), false)
  assert.equal(wire.open.length, 4)
  wire.end(answered(200))
  await ended
  assert.equal(first.counts.ended, 10)

  await using second = await startTestEngine({ directory, limits: few })
  await eventually('the rest', () => second.counts.ended === 20)
  const sent = [...sentEvents(first), ...sentEvents(second)]
  assert.equal(sent.length, 30)
  assert.equal(new Set(sent).size, 30)
})

test('attempts that are cut off when the grace is spent are made again', async (t) => {
  const { running: first, wire, directory } = await startBusyEngine(t)
  const cutOff = wire.open.map((request) => sentHeader(request, 'x-event-id'))
  await first.end(10)
  assert.equal(first.counts.ended, 6)

  await using second = await startTestEngine({ directory, limits: few })
  await eventually('the rest', () => second.counts.ended === 24)
  const sent = sentEvents(second)
  assert.equal(sent.length, 24)
  assert.equal(new Set(sent).size, 24)
  for (const id of cutOff) assert.ok(sent.includes(id))
  for (const id of sent) {
    const { status, attempts } = await second.deliveryOf(id)
    assert.deepEqual([status, attempts], ['success', 1])
  }
})

test('what an abandoned attempt answers after all is left to the engine that makes it again', async (t) => {
  const { running, wire } = await startBusyEngine(t)
  await running.end(10)

  wire.end(answered(200))
  await realPause(0)

  assert.equal(running.engine.gauges.waitingForCommit, 0)
  assert.equal(running.counts.ended, 6)
})

test('from the beginning of the stop on, publishes are refused as "unavailable"', async (t) => {
  const { running, wire } = await startBusyEngine(t)
  const ended = running.end(60_000)
  const publishing = running.publish(['{}'])
  wire.end(answered(200))
  await ended

  const [result] = await publishing
  assert.equal(result?.kind === 'refused' && result.error.code, 'unavailable')
  assert.equal(running.counts.refused, 1)
})

test('a test is one attempt, whatever the schedule says', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    profile: { retry: { delaysMs: [1, 1, 1], jitter: 0 } },
  })
  const webhook = await running.addWebhook({ retryDelaysMs: [1, 1] })
  await running.addWebhook()
  running.sender.answer = () => answered(500)

  const request = { webhookId: webhook.id, type: 'test', data: bytesOf('{}') }
  const { status, attempts, delivery } = await running.engine.sendTest(request)

  assert.deepEqual([status, attempts], ['failed', 1])
  assert.equal(delivery.webhookId, webhook.id)
  const stats = await running.store.stats()
  assert.deepEqual(stats, { parked: 0, scheduled: 0, oldestPendingAtMs: null })
  assert.equal(running.sender.requests.length, 1)
})

test('a test goes to a webhook that is paused', async (t) => {
  await using running = await startTestEngine({ directory: temporaryDirectory(t) })
  const webhook = await running.addWebhook({ state: 'paused' })

  const request = { webhookId: webhook.id, type: 'test', data: bytesOf('{"hello":1}') }
  const { status } = await running.engine.sendTest(request)

  assert.equal(status, 'success')
  assert.deepEqual(running.sender.requests[0]?.body, request.data)
})

test('a test goes past a lane whose receiver stalls', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxInFlightPerLane: 1, maxHeldPerLane: 2 },
  })
  const webhook = await running.addWebhook()
  const stalled = holdOnTheWire()
  running.sender.answer = stalled.answer
  for (const data of numberedEvents(5)) await running.publish([data])
  running.sender.answer = () => answered(200)

  const request = { webhookId: webhook.id, type: 'test', data: bytesOf('{}') }
  const { status } = await running.engine.sendTest(request)

  assert.equal(status, 'success')
  assert.equal(stalled.open.length, 1)
  assert.equal(running.sender.requests.length, 2)
})
