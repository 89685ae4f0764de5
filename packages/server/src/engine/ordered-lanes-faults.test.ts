import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AttemptLedger } from '../../test/support/attempt-ledger.ts'
import { realPause } from '../../test/support/manual-clock.ts'
import { firstRetryMs, startOrderedPair } from '../../test/support/ordered-pair.ts'
import { acceptedId, requestOf } from '../../test/support/test-engine.ts'
import { holdOnTheWire } from '../../test/support/test-sender.ts'
import { sampleAudit, sampleWebhook } from '../stores/contract/samples.ts'
import type { CommitBatch } from '../stores/journal-store.ts'
import { StoreError } from '../stores/store-error.ts'
import type { PublishResult } from './engine.ts'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const failure = (outcome: 'refused' | 'unknown') => new StoreError(outcome, 'a fault')

test('a batch that is refused and split leaves the order of its lane', async (t) => {
  const isBad = ({ publishes }: CommitBatch) =>
    publishes.some(({ event }) => Buffer.from(event.data).includes('"n":5}'))
  await using pair = await startOrderedPair(t, {
    wrapStore: (store) => ({
      commit: (batch) => (isBad(batch) ? Promise.reject(failure('refused')) : store.commit(batch)),
    }),
  })
  const { running, publish, soon } = pair
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(() => false)
  await Promise.all([publish('a', upTo(8)), publish('b', [8, 9])])
  await soon('all but one', () => running.counts.ended === 9)
  assert.deepEqual(
    ledger.numbers,
    upTo(10).filter((n) => n !== 5),
  )
})

test('a batch that met a stale catalogue leaves the order of its lane', async (t) => {
  await using pair = await startOrderedPair(t)
  const { running, publish, soon } = pair
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(() => false)
  for (let round = 0; round < 5; round += 1) {
    const { workspaceId } = running
    await running.store.insertWebhook(sampleWebhook({ workspaceId }), null, sampleAudit())
    await Promise.all([publish('a', [3 * round, 3 * round + 1]), publish('b', [3 * round + 2])])
  }
  await soon('all of them', () => running.counts.ended === 15)
  assert.deepEqual(ledger.numbers, upTo(15))
})

/** Four of eight fit into the smaller memory. */
for (const maxHeldPerLane of [4, 64]) {
  test(`while it is not known what a commit has written, its lane, with room for ${maxHeldPerLane}, is given nothing newer`, async (t) => {
    const gate = Promise.withResolvers<void>()
    let mayFail = false
    let isLookingUp = false
    await using pair = await startOrderedPair(t, {
      limits: { maxHeldPerLane },
      wrapStore: (store) => ({
        async commit(batch) {
          const result = await store.commit(batch)
          if (!mayFail || batch.publishes.length === 0) return result
          mayFail = false
          throw failure('unknown')
        },
        async findJournaled(ids) {
          isLookingUp = true
          await gate.promise
          return store.findJournaled(ids)
        },
      }),
    })
    const { running, clock, publish, soon } = pair
    const ledger = new AttemptLedger()
    running.sender.answer = ledger.failing(() => false)
    const [first] = await publish('a', [0])
    await soon('the first', () => running.counts.ended === 1)
    mayFail = true
    const lost = publish('b', [1, 2, 3, 4, 5, 6, 7, 8])
    await soon('the fault', () => isLookingUp)

    const { workspaceId, store, engine } = running
    const { id: webhookId, laneId } = pair.a
    const replay = {
      id: running.newId(),
      workspaceId,
      eventId: acceptedId(first),
      webhookId,
      laneId,
    }
    await store.insertRedeliveries([{ ...replay, retryOf: null }], sampleAudit())
    engine.wakeLane(laneId)
    for (let turn = 0; turn < 20; turn += 1) {
      await clock.advance(5)
      await realPause(1)
    }
    // In a shared store all of it waits in line, in the store, and goes out in order meanwhile.
    if (store.shared === null) assert.deepEqual(ledger.numbers, [0])
    gate.resolve()
    await soon('all of them', () => running.counts.ended === 10)
    assert.ok((await lost).every(({ kind }) => kind === 'refused'))
    assert.deepEqual(ledger.numbers, [0, 1, 2, 3, 4, 5, 6, 7, 8, 0])
  })
}

test('while deliveries are on their way back to the store, their lane is given nothing newer', async (t) => {
  const gate = Promise.withResolvers<void>()
  let isReturning = false
  await using pair = await startOrderedPair(t, {
    wrapStore: (store) => ({
      async commit(batch) {
        const returns = batch.settlements.some(({ kind }) => kind === 'park')
        isReturning ||= returns
        if (returns) await gate.promise
        return store.commit(batch)
      },
    }),
  })
  const { running, clock, publish, soon } = pair
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(({ n, times }) => n === 1 && times === 1)
  const [first] = await publish('a', [0])
  await soon('a lane without anything parked', () => running.counts.ended === 1)
  const [head] = await publish('a', [1, 2, 3])
  await soon('the others on their way back', () => isReturning)

  const { workspaceId, store, engine } = running
  const nowMs = clock.nowMs()
  const { id } = await running.deliveryOf(acceptedId(head))
  assert.ok(await store.expedite(workspaceId, id, nowMs, sampleAudit()))
  const { id: webhookId, laneId } = pair.a
  const replay = { id: running.newId(), workspaceId, eventId: acceptedId(first), webhookId, laneId }
  await store.insertRedeliveries([{ ...replay, retryOf: null }], sampleAudit())
  engine.wakeAt(nowMs)
  engine.wakeLane(laneId)
  await soon('the retry', () => ledger.attempts.length === 3)
  for (let turn = 0; turn < 20; turn += 1) {
    await clock.advance(5)
    await realPause(1)
  }
  assert.deepEqual(ledger.numbers, [0, 1, 1])
  gate.resolve()
  await soon('all of them', () => running.counts.ended === 5)
  assert.deepEqual(ledger.numbers, [0, 1, 1, 2, 3, 0])
})

test('settlements that have to be written again leave the order of their lane', async (t) => {
  let faults = 0
  await using pair = await startOrderedPair(t, {
    wrapStore: (store) => ({
      async commit(batch) {
        const isMeant = batch.settlements.length > 0 && faults < 6
        if (!isMeant) return store.commit(batch)
        faults += 1
        if (faults % 3 === 0) throw failure('refused')
        if (faults % 3 === 1) await store.commit(batch)
        throw failure('unknown')
      },
    }),
  })
  const { running, publish, later } = pair
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(({ n, times }) => n % 3 === 0 && times === 1)
  await publish('a', upTo(10))
  await later('all of them', () => running.counts.ended === 10)
  assert.deepEqual(
    ledger.numbers,
    upTo(10).flatMap((n) => (n % 3 === 0 ? [n, n] : [n])),
  )
})

for (const how of ['a stop', 'a crash'] as const) {
  test(`after ${how} in the middle of a retry, nothing of the lane goes before its head`, async (t) => {
    await using first = await startOrderedPair(t)
    const ledger = new AttemptLedger()
    const answer = ledger.failing(({ n, times }) => n === 0 && times < 3)
    first.running.sender.answer = answer
    await first.publish('a', [0])
    const scheduled = async () => (await first.running.store.stats()).scheduled === 1
    await first.soon('a lane at rest', scheduled)
    if (how === 'a stop') await first.running.end(0)
    else await first.running.crash()

    await using second = await first.restart()
    second.running.sender.answer = answer
    await second.publish('b', [1])
    await second.publish('a', [2])
    for (let turn = 0; turn < 20; turn += 1) {
      await second.clock.advance(firstRetryMs / 100)
      await realPause(1)
    }
    assert.deepEqual(ledger.numbers, [0])
    await second.later('all of them', () => second.running.counts.ended === 3)
    assert.deepEqual(ledger.numbers, [0, 0, 0, 1, 2])
  })

  test(`after ${how} with a full backlog, a lane goes on where it was`, async (t) => {
    await using first = await startOrderedPair(t)
    const ledger = new AttemptLedger()
    const answer = ledger.failing(({ n, times }) => n === 200 && times === 1)
    first.running.sender.answer = answer
    const wire = holdOnTheWire()
    const hold = ({ body }: { readonly body: Uint8Array }) => Buffer.from(body).includes('"n":120}')
    first.running.sender.answer = (request) =>
      hold(request) ? wire.answer(request) : answer(request)
    for (let n = 0; n < 400; n += 100)
      await first.publish(
        'a',
        upTo(100).map((more) => n + more),
      )
    await first.soon('the one that stalls', () => wire.open.length === 1)
    await first.soon('the ends of the others', () => first.running.counts.ended === 120)
    if (how === 'a stop') await first.running.end(0)
    else await first.running.crash()

    await using second = await first.restart()
    second.running.sender.answer = answer
    await second.publish('b', [400, 401])
    await second.later('the rest', () => second.running.counts.ended === 282)
    const expected = upTo(402).flatMap((n) => (n === 200 ? [n, n] : [n]))
    assert.deepEqual(ledger.numbers, expected)
  })
}

test('what is published before the predecessor’s lanes are taken over waits behind them', async (t) => {
  let publishing: Promise<PublishResult[]> | null = null
  const starting = { isSecond: false }
  await using first = await startOrderedPair(t, {
    beforeStart(engine) {
      const [workspace] = engine.catalog.workspaces()
      if (!starting.isSecond || workspace === undefined) return
      publishing = engine.publish([requestOf(workspace.id, 'b', '{"n":10}')])
    },
    wrapStore: (store) => ({
      async takeOver(nowMs) {
        await publishing
        for (let turn = 0; turn < 10; turn += 1) await realPause(1)
        return store.takeOver(nowMs)
      },
    }),
  })
  const wire = holdOnTheWire()
  first.running.sender.answer = wire.answer
  await first.publish('a', upTo(10))
  await first.soon('the first on the wire', () => wire.open.length === 1)
  await first.running.crash()

  starting.isSecond = true
  await using second = await first.restart()
  const { requests } = second.running.sender
  await second.soon('all of them', () => requests.length === 11)
  assert.deepEqual(
    requests.map(({ body }) => Buffer.from(body).toString('utf8')),
    upTo(11).map((n) => `{"n":${n}}`),
  )
})

test('after a crash a head whose webhook was switched off does not hold up the others', async (t) => {
  const switched = { isOff: false }
  await using first = await startOrderedPair(t, {
    wrapStore: (store) => ({
      cancelWaiting: (...args) =>
        switched.isOff ? new Promise(() => undefined) : store.cancelWaiting(...args),
    }),
  })
  const ledger = new AttemptLedger()
  const answer = ledger.failing(({ n }) => n === 0)
  first.running.sender.answer = answer
  await first.publish('a', [0, 1])
  await first.publish('b', [2])
  await first.soon('a lane at rest', async () => (await first.running.store.stats()).parked === 2)
  switched.isOff = true
  await first.running.changeWebhook(first.a, { state: 'paused' })
  await first.running.crash()
  switched.isOff = false

  await using second = await first.restart()
  second.running.sender.answer = answer
  await second.soon('the other one', () => ledger.attempts.length === 2)
  await second.soon('an empty store', async () => {
    const { parked, scheduled } = await second.running.store.stats()
    return parked + scheduled === 0
  })
  assert.deepEqual(ledger.numbers, [0, 2])
})

test('order holds over a restart for which the clock was put back', async (t) => {
  await using first = await startOrderedPair(t)
  const ledger = new AttemptLedger()
  const answer = ledger.failing(({ n, times }) => n === 0 && times === 1)
  first.running.sender.answer = answer
  await first.publish('a', [0, 1, 2])
  await first.soon('a lane at rest', async () => (await first.running.store.stats()).parked === 2)
  await first.running.end(0)

  await using second = await first.restart(first.clock.nowMs() - 7_200_000)
  second.running.sender.answer = answer
  await second.publish('b', [3])
  await second.publish('a', [4])
  await second.clock.advance(7_200_000)
  await second.later('all of them', () => second.running.counts.ended === 5)
  assert.deepEqual(ledger.numbers, [0, 0, 1, 2, 3, 4])
})
