import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { ManualClock, realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import {
  acceptedId,
  numberedEvents,
  startTestEngine,
  type TestEngine,
} from '../../test/support/test-engine.ts'
import { holdOnTheWire } from '../../test/support/test-sender.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import type { DeliveryView } from '../stores/delivery-store.ts'
import { answered, bytesOf, startMs } from '../stores/contract/samples.ts'

const secondMs = 1000

/** Publishes an event and waits until its first, failed attempt is on record. */
async function failOnce(running: TestEngine, clock: ManualClock): Promise<DeliveryView> {
  const [result] = await running.publish(['{"n":0}'])
  // The attempt ends before the clock moves.
  await realPause(0)
  return asTimePasses({ clock, stepMs: 5 }, 'the first attempt to be recorded', async () => {
    const view = await running.deliveryOf(acceptedId(result))
    return view.attempts === 1 && view
  })
}

/** Keeps the time of each attempt, all of which end in this way. */
function timesOfAttempts(
  { sender }: TestEngine,
  clock: ManualClock,
  outcome: AttemptOutcome,
): number[] {
  const times: number[] = []
  sender.answer = () => {
    times.push(clock.nowMs())
    return outcome
  }
  return times
}

test('a 503 with Retry-After puts the retry off, to the next step of the schedule at most', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    profile: { retry: { delaysMs: [secondMs, 100 * secondMs], jitter: 0 } },
  })
  await running.addWebhook()
  const outcome = { ...answered(503), retryAfter: '60' }
  const times = timesOfAttempts(running, clock, outcome)

  const view = await failOnce(running, clock)
  assert.equal(view.nextAttemptAtMs, startMs + 60 * secondMs)
  outcome.retryAfter = '7200'
  await asTimePasses({ clock, stepMs: secondMs }, 'the retry', () => times.length === 2)
  await asTimePasses({ clock, stepMs: secondMs }, 'the last one', () => times.length === 3)

  const [first = 0, second = 0, third = 0] = times
  assert.ok(second - first >= 60 * secondMs, `it came after ${second - first} ms`)
  // The last delay has no next step, and stays.
  assert.ok(third - second >= 100 * secondMs, `it came after ${third - second} ms`)
  assert.ok(third - second < 110 * secondMs, `it came after ${third - second} ms`)
})

test('every retry sends the same bytes, whatever the profile renders by then', async (t) => {
  const clock = new ManualClock(startMs)
  const directory = temporaryDirectory(t)
  const bodies: string[] = []
  for (const version of ['first', 'second']) {
    await using running = await startTestEngine({
      directory,
      clock,
      profile: {
        retry: { delaysMs: [60 * secondMs, 60 * secondMs], jitter: 0 },
        renderBody: () => bytesOf(`rendered by the ${version}`),
      },
    })
    running.sender.answer = ({ body }) => {
      bodies.push(Buffer.from(body).toString('utf8'))
      return answered(500)
    }
    if (version === 'first') {
      await running.addWebhook()
      await failOnce(running, clock)
    } else {
      await asTimePasses({ clock, stepMs: secondMs }, 'the last', () => running.counts.ended === 1)
    }
  }

  assert.deepEqual(bodies, Array(3).fill('rendered by the first'))
})

test('a webhook with a schedule of its own is retried by that one', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    profile: { retry: { delaysMs: [3600 * secondMs], jitter: 0 } },
  })
  await running.addWebhook({ retryDelaysMs: [2 * secondMs, 30 * secondMs] })
  const times = timesOfAttempts(running, clock, answered(500))

  const { eventId, nextAttemptAtMs } = await failOnce(running, clock)
  assert.equal(nextAttemptAtMs, startMs + 2 * secondMs)
  await asTimePasses({ clock, stepMs: 500 }, 'the end', () => running.counts.ended === 1)

  const [first = 0, second = 0, third = 0] = times
  assert.equal(times.length, 3)
  assert.ok(second - first >= 2 * secondMs)
  assert.ok(third - second >= 30 * secondMs)
  const { status, attempts } = await running.deliveryOf(eventId)
  assert.deepEqual([status, attempts], ['failed', 3])
})

test('a speed-up divides every delay', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    profile: { retry: { delaysMs: [600 * secondMs], jitter: 0 } },
    retrySpeedup: 60,
  })
  await running.addWebhook()
  running.sender.answer = () => answered(500)

  const { nextAttemptAtMs } = await failOnce(running, clock)

  assert.equal(nextAttemptAtMs, startMs + 10 * secondMs)
})

test('what is due waits in the store while memory is full, even fuller than its limit', async (t) => {
  const clock = new ManualClock(startMs)
  const limits: number[] = []
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    limits: { maxHeld: 4 },
    profile: { retry: { delaysMs: [10 * secondMs], jitter: 0 } },
    wrapStore: (store) => ({
      claimDue(nowMs, limit) {
        limits.push(limit)
        return store.claimDue(nowMs, limit)
      },
    }),
  })
  const webhook = await running.addWebhook()
  running.sender.answer = () => answered(500)
  const passing = { clock, stepMs: 5 }
  await running.publish(numberedEvents(4))
  await asTimePasses(
    passing,
    'four retries',
    async () => (await running.store.stats()).scheduled === 4,
  )
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  await running.publish(numberedEvents(4))
  const request = { webhookId: webhook.id, type: 'test', data: bytesOf('{}') }
  const tested = running.engine.sendTest(request)
  await asTimePasses(passing, 'the test on the wire', () => wire.open.length === 5)
  assert.equal(running.engine.gauges.held, 5)

  limits.length = 0
  for (let second = 0; second < 30; second += 1) {
    await asTimePasses({ clock, stepMs: secondMs }, 'a second', () => true)
  }
  assert.equal((await running.store.stats()).scheduled, 4)
  assert.deepEqual(limits, [])

  running.sender.answer = () => answered(200)
  wire.end(answered(200))
  await asTimePasses({ clock, stepMs: 50 }, 'everything', () => running.counts.ended === 9)
  assert.equal((await tested).status, 'success')
})

test('what is due while its lane is full is parked, and comes back when there is room', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    limits: { maxHeldPerLane: 2, maxInFlightPerLane: 1 },
    profile: { retry: { delaysMs: [10 * secondMs], jitter: 0 } },
  })
  await running.addWebhook()
  running.sender.answer = () => answered(500)
  const passing = { clock, stepMs: 5 }
  const { store } = running
  await running.publish(numberedEvents(2))
  await asTimePasses(passing, 'two retries', async () => (await store.stats()).scheduled === 2)
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  // One on the wire and two behind it.
  for (const data of numberedEvents(3)) await running.publish([data])
  assert.equal((await store.stats()).parked, 0)

  await asTimePasses({ clock, stepMs: secondMs }, 'two parked', async () => {
    const { parked, scheduled } = await store.stats()
    return parked === 2 && scheduled === 0
  })
  running.sender.answer = () => answered(200)
  wire.end(answered(200))
  await asTimePasses({ clock, stepMs: 50 }, 'everything', () => running.counts.ended === 5)
  assert.equal(running.sender.requests.length, 7)
})
