import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AttemptLedger } from '../../test/support/attempt-ledger.ts'
import {
  firstRetryMs,
  startOrderedPair,
  urlA,
  urlB,
  type OrderedPair,
} from '../../test/support/ordered-pair.ts'
import { acceptedId } from '../../test/support/test-engine.ts'
import { holdOnTheWire } from '../../test/support/test-sender.ts'
import type { Id } from '../domain/ids.ts'
import { answered, sampleAudit } from '../stores/contract/samples.ts'
import type { DeliveryView } from '../stores/delivery-store.ts'
import type { CommitBatch } from '../stores/journal-store.ts'

const otherUrl = 'https://other.example/hook'
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** Publishes an event of type `a` that fails, and waits until its retry stands in the store. */
async function failHead({ running, publish, soon }: OrderedPair, n: number): Promise<Id> {
  const [head] = await publish('a', [n])
  const eventId = acceptedId(head)
  await soon('the retry', async () => (await running.deliveryOf(eventId)).nextAttemptAtMs !== null)
  return eventId
}

/** The delivery of an event to the webhook with this URL. */
async function deliveryTo(
  { running }: OrderedPair,
  eventId: Id,
  webhookId: Id,
): Promise<DeliveryView | undefined> {
  const views = await running.store.listDeliveriesOfEvent(running.workspaceId, eventId)
  return views.find((view) => view.webhookId === webhookId)
}

test('an ordered lane sends one delivery at a time, in order, over all its webhooks', async (t) => {
  await using pair = await startOrderedPair(t)
  const { running, publish, soon } = pair
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  await Promise.all(upTo(6).map((n) => publish(n % 2 === 0 ? 'a' : 'b', [n])))

  for (const url of [urlA, urlB, urlA, urlB, urlA, urlB]) {
    await soon('the next one', () => wire.open.length > 0)
    assert.deepEqual(
      wire.open.map((request) => request.url),
      [url],
    )
    wire.end(answered(200))
  }
  await soon('the end', () => running.counts.ended === 6)
  const sent = running.sender.requests.map(({ body }) => Buffer.from(body).toString('utf8'))
  assert.deepEqual(
    sent,
    upTo(6).map((n) => `{"n":${n}}`),
  )
})

test('a failing head holds up its lane through all its retries, and no other lane', async (t) => {
  await using pair = await startOrderedPair(t)
  const { running, publish, soon, later } = pair
  const other = await running.addWebhook({ url: otherUrl, eventTypes: ['a', 'b'] })
  const ledger = new AttemptLedger()
  const toLane = ledger.failing(({ n }) => n === 1)
  running.sender.answer = (request) => (request.url === otherUrl ? answered(200) : toLane(request))

  const [, failing] = await publish('a', [0, 1])
  await publish('b', [2, 3])
  await soon('the other lane and the first one', () => running.counts.ended === 5)
  assert.deepEqual(ledger.numbers, [0, 1])
  await publish('a', [4])
  await soon('the other lane again', () => running.counts.ended === 6)
  await later('everything', () => running.counts.ended === 10)

  assert.deepEqual(ledger.numbers, [0, 1, 1, 1, 2, 3, 4])
  assert.equal(ledger.mostAtOnce, 1)
  const head = await deliveryTo(pair, acceptedId(failing), pair.a.id)
  assert.deepEqual([head?.status, head?.attempts], ['failed', 3])
  assert.equal((await deliveryTo(pair, acceptedId(failing), other.id))?.status, 'success')
})

test('while it waits for a retry, a lane holds nothing in memory and asks the store for nothing', async (t) => {
  let claims = 0
  let commits = 0
  await using pair = await startOrderedPair(t, {
    wrapStore: (store) => ({
      claimInOrder(laneId, limit) {
        claims += 1
        return store.claimInOrder(laneId, limit)
      },
      commit(batch) {
        commits += 1
        return store.commit(batch)
      },
    }),
  })
  const { running, clock, publish, soon, later } = pair
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(({ n, times }) => n === 0 && times === 1)
  await publish('a', upTo(20))
  await soon('a lane at rest', async () => {
    const { parked, scheduled } = await running.store.stats()
    return parked === 19 && scheduled === 1 && running.engine.gauges.waitingForCommit === 0
  })
  assert.equal(running.engine.gauges.held, 0)

  claims = 0
  for (const n of upTo(20)) await publish('b', [20 + n])
  assert.equal(running.engine.gauges.held, 0)
  commits = 0
  for (let passed = 0; passed < firstRetryMs / 2; passed += 500) await clock.advance(500)
  assert.deepEqual([claims, commits], [0, 0])

  await later('everything', () => running.counts.ended === 40)
  assert.deepEqual(ledger.numbers, [0, ...upTo(40)])
})

test('a head that failed for good lets the next one go once that is durable', async (t) => {
  const gate = Promise.withResolvers<void>()
  const failures = ({ settlements }: CommitBatch) =>
    settlements.some((settlement) => settlement.kind === 'finish' && settlement.status === 'failed')
  let isWaiting = false
  await using pair = await startOrderedPair(t, {
    profile: { retry: { delaysMs: [], jitter: 0 } },
    wrapStore: (store) => ({
      async commit(batch) {
        isWaiting ||= failures(batch)
        if (failures(batch)) await gate.promise
        return store.commit(batch)
      },
    }),
  })
  const { running, clock, publish, soon } = pair
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(({ n }) => n === 0)
  await publish('a', [0, 1])
  await soon('the end of the head', () => isWaiting)
  for (let turn = 0; turn < 20; turn += 1) await clock.advance(5)
  assert.deepEqual(ledger.numbers, [0])
  gate.resolve()
  await soon('the next one', () => running.counts.ended === 2)
  assert.deepEqual(ledger.numbers, [0, 1])
})

for (const state of ['paused', 'disabled', 'deleted'] as const) {
  test(`when the webhook of a head that waits is ${state}, the lane goes on without it`, async (t) => {
    await using pair = await startOrderedPair(t)
    const { running, publish, soon } = pair
    const ledger = new AttemptLedger()
    running.sender.answer = ledger.failing(({ n }) => n === 0)
    const head = await failHead(pair, 0)
    const [mine] = await publish('a', [1])
    await publish('b', [2])

    await running.changeWebhook(pair.a, { state })

    await soon('the end', () => running.counts.ended === 1)
    assert.deepEqual(ledger.numbers, [0, 2])
    for (const eventId of [head, acceptedId(mine)]) {
      assert.equal((await running.deliveryOf(eventId)).status, 'canceled')
    }
  })
}

test('a head that fails after its webhook was switched off does not hold up the others', async (t) => {
  await using pair = await startOrderedPair(t)
  const { running, publish, soon } = pair
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  const [head] = await publish('a', [0])
  await publish('b', [1])
  await soon('the head on the wire', () => wire.open.length === 1)
  await running.changeWebhook(pair.a, { state: 'paused' })
  for (let turn = 0; turn < 5; turn += 1) await pair.clock.advance(5)
  wire.end(answered(500))
  await soon('the other one', () => wire.open[0]?.url === urlB)
  wire.end(answered(200))
  await soon('both ends', async () => {
    const { status, attempts } = await running.deliveryOf(acceptedId(head))
    return status === 'canceled' && attempts === 1 && running.counts.ended === 1
  })
})

test('what is canceled in the middle of a lane leaves the order of the others', async (t) => {
  await using pair = await startOrderedPair(t)
  const { running, publish, soon } = pair
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  for (const n of upTo(200)) void publish(n % 2 === 0 ? 'a' : 'b', [n])
  await soon('the first on the wire', async () => (await running.store.stats()).parked > 100)
  await running.changeWebhook(pair.a, { state: 'deleted' })
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(() => false)
  wire.end(answered(200))
  await soon('all of b', () => ledger.attempts.length === 100)
  assert.deepEqual(
    ledger.numbers,
    upTo(200).filter((n) => n % 2 === 1),
  )
})

test('"retry now" brings the head of a lane to the wire, and then the rest in order', async (t) => {
  await using pair = await startOrderedPair(t)
  const { running, clock, publish, soon } = pair
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(({ n, times }) => n === 0 && times === 1)
  const head = await failHead(pair, 0)
  await publish('b', [1, 2])
  const { id } = await running.deliveryOf(head)
  const { workspaceId, store, engine } = running
  const nowMs = clock.nowMs()
  assert.equal(await store.expedite(workspaceId, id, nowMs, sampleAudit()), true)
  engine.wakeAt(nowMs)
  await soon('all of them', () => running.counts.ended === 3)
  assert.deepEqual(ledger.numbers, [0, 0, 1, 2])
})

test('a replay is a new delivery at the end of its lane', async (t) => {
  await using pair = await startOrderedPair(t)
  const { running, publish, soon, later } = pair
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(({ n, times }) => n === 1 && times === 1)
  const [first] = await publish('a', [0, 1, 2])
  await soon('a lane at rest', async () => (await running.store.stats()).parked === 1)
  const eventId = acceptedId(first)
  const { id: webhookId, laneId } = pair.a
  const { workspaceId, store, engine } = running
  const id = running.newId()
  await store.insertRedeliveries(
    [{ id, workspaceId, eventId, webhookId, laneId, retryOf: null }],
    sampleAudit(),
  )
  engine.wakeLane(laneId)
  await publish('b', [3])
  await later('all of them', () => running.counts.ended === 5)
  assert.deepEqual(ledger.numbers, [0, 1, 1, 2, 0, 3])
})

for (const { count, failing } of [
  { count: 300, failing: [0, 63, 64, 65, 299] },
  { count: 2500, failing: [1000] },
]) {
  test(`${count} deliveries of a lane whose memory is full are sent in order, with some that fail`, async (t) => {
    await using pair = await startOrderedPair(t, { limits: { maxHeld: 100 } })
    const { running, publish, soon, later } = pair
    let mostHeld = 0
    const ledger = new AttemptLedger()
    const answer = ledger.failing(({ n, times }) => failing.includes(n) && times === 1)
    running.sender.answer = (request) => {
      mostHeld = Math.max(mostHeld, running.engine.gauges.held)
      return answer(request)
    }
    for (let n = 0; n < count; n += 50) {
      await publish(
        n % 100 === 0 ? 'a' : 'b',
        upTo(50).map((more) => n + more),
      )
    }
    assert.ok((await running.store.stats()).parked > 100)
    await soon('the first failure', () => ledger.attempts.length > (failing[0] ?? 0))
    await later('all of them', () => running.counts.ended === count)

    const expected = upTo(count).flatMap((n) => (failing.includes(n) ? [n, n] : [n]))
    assert.deepEqual(ledger.numbers, expected)
    assert.equal(ledger.mostAtOnce, 1)
    assert.ok(mostHeld <= 100, `${mostHeld} deliveries were in memory`)
    assert.equal(running.engine.gauges.held, 0)
  })
}

test('many lanes that wait for retries leave memory to the one that does not', async (t) => {
  await using pair = await startOrderedPair(t, { limits: { maxHeld: 50 } })
  const { running, publish, soon } = pair
  for (let lane = 0; lane < 20; lane += 1) {
    await running.addWebhook({ url: otherUrl, eventTypes: ['many'], ordered: true })
  }
  const ledger = new AttemptLedger()
  const answer = ledger.failing(() => false)
  running.sender.answer = (request) => (request.url === otherUrl ? answered(500) : answer(request))
  for (let batch = 0; batch < 10; batch += 1) {
    await running.publish(
      upTo(10).map((n) => `{"n":${n}}`),
      'many',
    )
  }
  await soon('twenty lanes at rest', async () => {
    const { parked, scheduled } = await running.store.stats()
    return scheduled === 20 && parked === 20 * 99
  })
  assert.equal(running.engine.gauges.held, 0)
  await publish('a', upTo(100))
  await soon('what need not wait', () => running.counts.ended === 100)
  assert.deepEqual(ledger.numbers, upTo(100))
})

test('where a profile blocks until the response, retries come between later deliveries, never beside one', async (t) => {
  await using pair = await startOrderedPair(t, { profile: { orderedBlocksUntil: 'response' } })
  const { running, clock, publish, soon } = pair
  const ledger = new AttemptLedger()
  const fail = ledger.failing(({ n, times }) => n < 2 && times === 1)
  running.sender.answer = fail
  await publish('a', [0, 1, 2])
  await publish('b', [3])
  await soon('those that succeed', () => running.counts.ended === 2)
  assert.deepEqual(ledger.numbers, [0, 1, 2, 3])

  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  await publish('b', [4, 5, 6])
  await soon('one on the wire', () => wire.open.length === 1)
  for (let passed = 0; passed < 1.5 * firstRetryMs; passed += 500) await clock.advance(500)
  await soon('the retries in memory', () => running.engine.gauges.held === 5)
  assert.equal(wire.open.length, 1)
  running.sender.answer = fail
  wire.end(answered(200))
  await soon('all of them', () => running.counts.ended === 7)
  assert.deepEqual(ledger.numbers, [0, 1, 2, 3, 0, 1, 5, 6])
  assert.equal(ledger.mostAtOnce, 1)
})

test('a lane that becomes ordered while it is in use keeps its order from then on, and one that is set free does not', async (t) => {
  await using pair = await startOrderedPair(t)
  const { running, soon, later } = pair
  const webhook = await running.addWebhook({ url: otherUrl, eventTypes: ['free'] })
  const wire = holdOnTheWire()
  running.sender.answer = wire.answer
  const publishFree = (numbers: readonly number[]) =>
    running.publish(
      numbers.map((n) => `{"n":${n}}`),
      'free',
    )
  await publishFree(upTo(20))
  await soon('some on the wire', () => wire.open.length === 4)
  const ordered = await running.changeWebhook(webhook, { ordered: true })
  const ledger = new AttemptLedger()
  running.sender.answer = ledger.failing(({ n, times }) => n === 4 && times === 1)
  wire.end(answered(200))
  await soon('the first that fails', () => ledger.attempts.length === 1)
  await publishFree([20])
  await later('all of them', () => running.counts.ended === 21)
  assert.deepEqual(ledger.numbers, [4, ...upTo(21).slice(4)])
  assert.equal(ledger.mostAtOnce, 1)

  running.sender.answer = ledger.failing(({ n }) => n === 21)
  await publishFree([21, 22])
  await soon('a lane at rest', async () => (await running.store.stats()).parked === 1)
  await running.changeWebhook(ordered, { ordered: false })
  await soon('the one behind', () => running.counts.ended === 22)
})

test('a lane whose webhooks are gone is forgotten', async (t) => {
  await using pair = await startOrderedPair(t)
  const { running, publish, soon } = pair
  await publish('a', [0])
  await soon('the end', () => running.counts.ended === 1)
  assert.equal(running.engine.gauges.lanes, 1)
  await running.changeWebhook(pair.a, { state: 'deleted' })
  assert.equal(running.engine.gauges.lanes, 0)
  await publish('b', [1])
  await soon('the end', () => running.counts.ended === 2)
  assert.equal(running.engine.gauges.lanes, 1)
})
