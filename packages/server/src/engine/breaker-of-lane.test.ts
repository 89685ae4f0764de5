import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asTimePasses } from '../../test/support/as-time-passes.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ManualClock, realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import {
  acceptedId,
  numberedEvents,
  startTestEngine,
  type TestEngine,
} from '../../test/support/test-engine.ts'
import { holdOnTheWire, type Wire } from '../../test/support/test-sender.ts'
import { answered, startMs } from '../stores/contract/samples.ts'

const hourMs = 3_600_000
const patient = { retry: { delaysMs: [hourMs], jitter: 0 } }

/** How many are on the wire in each of the next rounds, all of which end in this way. */
async function rounds(wire: Wire, status: number, count: number): Promise<number[]> {
  const sizes: number[] = []
  while (sizes.length < count) {
    await eventually('another round', () => wire.open.length > 0)
    // What is in memory is begun within a few turns of the event loop.
    for (let turn = 0; turn < 4; turn += 1) await realPause(0)
    sizes.push(wire.open.length)
    wire.end(answered(status))
  }
  return sizes
}

/** More events than go out at once, all of them in memory. */
async function publishCrowd(running: TestEngine, wire: Wire, count = 200): Promise<void> {
  running.sender.answer = wire.answer
  await running.publish(numberedEvents(count))
}

test('a receiver that fails ten times in a row is met with one delivery at a time, until one arrives', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    profile: patient,
  })
  await running.addWebhook()
  const wire = holdOnTheWire()
  await publishCrowd(running, wire)

  const [first, second, begunBefore = 0, ...probes] = await rounds(wire, 500, 6)
  assert.deepEqual([first, second], [4, 8])
  assert.ok(begunBefore <= 16, 'what had begun when the tenth one failed')
  assert.deepEqual(probes, [1, 1, 1])
  assert.equal(running.engine.gauges.openBreakers, 1)
  assert.deepEqual(await rounds(wire, 200, 3), [1, 2, 4])
  assert.equal(running.engine.gauges.openBreakers, 1)
  const [before = 0, after = 0] = await rounds(wire, 200, 2)
  assert.equal(before, 8)
  assert.ok(after > 10, `only ${after} at once`)
  assert.equal(running.engine.gauges.openBreakers, 0)
})

test('without a breaker a receiver that answers is asked more and more, whatever it answers', async (t) => {
  const health = {
    retryAfter: 'next-step',
    breaker: false,
    disablesWhenGone: false,
    disablesAfterDays: null,
  } as const
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    profile: { ...patient, health },
  })
  await running.addWebhook()
  const wire = holdOnTheWire()
  await publishCrowd(running, wire)

  assert.deepEqual(await rounds(wire, 500, 4), [4, 8, 16, 32])
})

test('one delivery that fails ten times opens nothing', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    profile: { retry: { delaysMs: Array<number>(12).fill(1000), jitter: 0 } },
  })
  await running.addWebhook()
  running.sender.answer = () => answered(500)
  await running.publish(['{}'])
  await asTimePasses({ clock, stepMs: 100 }, 'eleven attempts', () => {
    return running.sender.requests.length === 11
  })
  assert.equal(running.engine.gauges.openBreakers, 0)
})

test('while the breaker is open what waits spends no attempt, and what is due is sent when it is due', async (t) => {
  const clock = new ManualClock(startMs)
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    clock,
    profile: { retry: { delaysMs: [60_000, 60_000], jitter: 0 } },
  })
  await running.addWebhook()
  const times = new Map<string, number[]>()
  running.sender.answer = ({ body }) => {
    const name = Buffer.from(body).toString()
    times.set(name, [...(times.get(name) ?? []), clock.nowMs()])
    return answered(500)
  }
  const published = await running.publish(numberedEvents(20))
  await asTimePasses({ clock, stepMs: 5 }, 'all retries to be scheduled', async () => {
    return (await running.store.stats()).scheduled === 20
  })
  assert.equal(running.engine.gauges.openBreakers, 1)

  const ended = () => running.counts.ended === 20
  await asTimePasses({ clock, stepMs: 500 }, 'the end of all', ended)

  for (const [name, [first = 0, second = 0, third = 0, ...others]] of times) {
    assert.deepEqual(others, [], name)
    for (const gap of [second - first, third - second]) {
      assert.ok(gap >= 60_000, `${name} came ${gap} ms after the one before`)
      assert.ok(gap < 90_000, `${name} came ${gap} ms after the one before`)
    }
  }
  for (const result of published) {
    const { status, attempts } = await running.deliveryOf(acceptedId(result))
    assert.deepEqual([status, attempts], ['failed', 3])
  }
})

test('a webhook that is switched on again is met with one delivery at first', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    profile: patient,
  })
  const webhook = await running.addWebhook()
  const wire = holdOnTheWire()
  await publishCrowd(running, wire, 124)
  assert.deepEqual(await rounds(wire, 200, 5), [4, 8, 16, 32, 64])
  await eventually('all to have arrived', () => running.counts.ended === 124)

  const paused = await running.changeWebhook(webhook, { state: 'paused' })
  await running.changeWebhook(paused, { state: 'active' })
  await running.publish(numberedEvents(20))

  assert.deepEqual(await rounds(wire, 200, 4), [1, 2, 4, 8])
})
