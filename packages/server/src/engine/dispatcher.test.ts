import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { realPause } from '../../test/support/manual-clock.ts'
import { temporaryDirectory } from '../../test/support/temporary-directory.ts'
import { numberedEvents, startTestEngine } from '../../test/support/test-engine.ts'
import { holdOnTheWire, sentHeader } from '../../test/support/test-sender.ts'
import { answered } from '../stores/contract/samples.ts'

const urlA = 'https://a.example/hook'
const urlB = 'https://b.example/hook'

test('a backlog beyond the limits is parked, and all of it arrives, with memory bounded', async (t) => {
  const limits = { maxHeldPerLane: 16, maxHeld: 40, maxInFlightPerLane: 4 }
  let parked = 0
  let mostHeld = 0
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits,
    wrapStore: (store) => ({
      commit(batch) {
        const targets = batch.publishes.flatMap((entry) => entry.targets)
        parked += targets.filter(({ state }) => state === 'parked').length
        return store.commit(batch)
      },
    }),
  })
  const { engine, sender } = running
  for (let lane = 0; lane < 4; lane += 1) {
    await running.addWebhook({ url: `https://receiver-${lane}.example/hook` })
  }
  sender.answer = async () => {
    mostHeld = Math.max(mostHeld, engine.gauges.held)
    await new Promise(setImmediate)
    return answered(200)
  }

  for (let batch = 0; batch < 10; batch += 1) await running.publish(numberedEvents(10))
  await eventually('every delivery', () => running.counts.ended === 400)

  assert.ok(parked > 0, 'nothing was parked')
  assert.ok(mostHeld <= limits.maxHeld, `${mostHeld} deliveries were in memory`)
  const ids = sender.requests.map((request) => sentHeader(request, 'x-delivery-id'))
  assert.equal(ids.length, 400)
  assert.equal(new Set(ids).size, 400)
  assert.equal(engine.gauges.held, 0)
})

test('what is being claimed counts as held, so that others cannot take its room', async (t) => {
  const gate = Promise.withResolvers<void>()
  let claimed = 0
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxHeldPerLane: 8, maxHeld: 10, maxInFlightPerLane: 1 },
    wrapStore: (store) => ({
      async claimParked(laneId, limit) {
        const deliveries = await store.claimParked(laneId, limit)
        claimed += deliveries.length
        await gate.promise
        return deliveries
      },
    }),
  })
  await running.addWebhook({ url: urlA, eventTypes: ['a'] })
  await running.addWebhook({ url: urlB, eventTypes: ['b'] })
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  await running.publish(numberedEvents(12), 'a')
  // One goes out and six follow it, until the lane is half empty and asks for what is parked.
  for (let sent = 1; sent <= 6; sent += 1) {
    await eventually('the next one', () => wire.open.length === 1)
    wire.end(answered(200))
  }
  await eventually('a claim', () => claimed > 0)
  await running.publish(numberedEvents(10), 'b')
  gate.resolve()
  await eventually('what was claimed', () => running.engine.gauges.inFlight === 2)
  for (let turn = 0; turn < 20; turn += 1) await realPause(0)
  assert.ok(running.engine.gauges.held <= 10, `${running.engine.gauges.held} were held`)

  running.sender.answer = () => answered(200)
  wire.end(answered(200))
  await eventually('everything', () => running.counts.ended === 22)
})

test('a receiver that stalls holds few attempts, and another one misses nothing', async (t) => {
  const stalled = holdOnTheWire()
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxInFlight: 8, maxInFlightPerLane: 8 },
    profile: { retry: { delaysMs: [3_600_000], jitter: 0 } },
  })
  await running.addWebhook({ url: urlA })
  await running.addWebhook({ url: urlB })
  running.sender.answer = (request) =>
    request.url === urlA ? stalled.answer(request) : answered(200)
  const sentTo = (url: string): number =>
    running.sender.requests.filter((request) => request.url === url).length

  await running.publish(numberedEvents(40))
  await eventually('everything for the one that answers', () => running.counts.ended === 40)
  assert.equal(sentTo(urlB), 40)
  assert.equal(stalled.open.length, 4)

  stalled.end({ kind: 'timeout' })
  await eventually('its next attempt', () => sentTo(urlA) === 5)
  assert.equal(stalled.open.length, 1)
})

test('lanes take turns, however long their queues are', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxInFlight: 1 },
  })
  await running.addWebhook({ url: urlA, eventTypes: ['a'] })
  await running.addWebhook({ url: urlB, eventTypes: ['b'] })
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  await running.publish(numberedEvents(6), 'a')
  await running.publish(numberedEvents(6), 'b')
  running.sender.answer = () => answered(200)
  wire.end(answered(200))
  await eventually('all of both', () => running.counts.ended === 12)

  // Of each lane the first ones are sent while nothing is known of its receiver.
  const turns = running.sender.requests.map(({ url }) => url).slice(3, 11)
  const [first, second] = turns
  assert.notEqual(first, second)
  assert.deepEqual(
    turns,
    turns.map((_, index) => (index % 2 === 0 ? first : second)),
  )
})

test('a receiver that answers is asked more at once with each round, up to the limit', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxInFlightPerLane: 32 },
  })
  await running.addWebhook()
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  await running.publish(numberedEvents(100))

  const rounds: number[] = []
  while (wire.open.length > 0) {
    rounds.push(wire.open.length)
    wire.end(answered(200))
    // What is in memory is begun within two turns of the event loop.
    await realPause(0)
    await realPause(0)
  }

  assert.deepEqual(rounds, [4, 8, 16, 32, 32, 8])
})

test('the limit of a lane holds from the first attempt on', async (t) => {
  await using running = await startTestEngine({
    directory: temporaryDirectory(t),
    limits: { maxInFlightPerLane: 2 },
  })
  await running.addWebhook()
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer

  await running.publish(numberedEvents(10))

  assert.equal(wire.open.length, 2)
})
