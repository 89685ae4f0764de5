import assert from 'node:assert/strict'
import type { HeldDelivery } from '../../domain/delivery.ts'
import type { AttemptOutcome, UnreachableCause } from '../../domain/outcome.ts'
import { cancel } from '../../domain/settlement.ts'
import type { StoreTest } from './open-store.ts'
import {
  answered,
  bytesOf,
  commit,
  entryOf,
  finished,
  heldOf,
  journalOne,
  newId,
  onlyOne,
  retried,
  sampleAttempt,
  sampleEvent,
  sampleWebhook,
  startMs,
} from './samples.ts'

/** What becomes of deliveries between the journal and their end. */
export function testQueue(test: StoreTest): void {
  const causes: UnreachableCause[] = ['dns', 'connect', 'reset', 'tls', 'protocol']
  const outcomes: AttemptOutcome[] = [
    answered(204),
    {
      kind: 'answered',
      status: 503,
      headers: 'server: test',
      body: bytesOf(''),
      truncated: true,
      retryAfter: '120',
    },
    { kind: 'timeout' },
    { kind: 'blocked', detail: 'loopback' },
    { kind: 'unsendable', detail: 'no secret' },
    ...causes.map((cause) => ({ kind: 'unreachable' as const, cause, detail: `by ${cause} ✗` })),
  ]

  test('the deciding attempt of a delivery is told as it was', async ({ store }) => {
    for (const outcome of outcomes) {
      const delivery = await journalOne(store, sampleWebhook())
      const attempt = {
        ...sampleAttempt(1, outcome),
        requestHeaders: outcome.kind === 'unsendable' ? null : 'a: b',
      }
      await commit(store, [], [{ ...finished(delivery, 'failed'), attempt }])
      const view = await store.getDelivery(delivery.event.workspaceId, delivery.id)
      assert.equal(view?.status, 'failed')
      assert.deepEqual(view.lastAttempt, attempt)
      assert.deepEqual(view.allAttempts, [attempt])
    }
  })

  test('a delivery that ends leaves the queue', async ({ store }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook)
    assert.notEqual((await store.stats()).oldestPendingAtMs, null)
    await commit(store, [], [finished(delivery, 'success')])
    const view = await store.getDelivery(webhook.workspaceId, delivery.id)
    assert.equal(view?.status, 'success')
    assert.equal(view.attempts, 1)
    assert.equal(view.finishedAtMs, startMs + 1000)
    assert.equal(view.body, null)
    assert.equal((await store.stats()).oldestPendingAtMs, null)
  })

  test('an event and its outcome may stand in one batch with others', async ({ store }) => {
    const webhook = sampleWebhook()
    const first = await journalOne(store, webhook)
    const second = entryOf(sampleEvent(), [webhook])
    await commit(store, [second], [finished(first, 'success')])
    await commit(store, [], [finished(onlyOne(heldOf(second)), 'success')])
    const ended = await store.countDeliveriesOfWebhook(webhook, { statuses: ['success'] })
    assert.equal(ended, 2)
  })

  test('a failed attempt is kept and the delivery comes back when it is due', async ({ store }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook)
    const first = retried(delivery, startMs + 500)
    await commit(store, [], [first])
    assert.deepEqual(await store.claimDue(startMs + 499, 10), {
      deliveries: [],
      nextDueAtMs: startMs + 500,
    })
    const due = await store.claimDue(startMs + 500, 10)
    const again = onlyOne(due.deliveries)
    assert.deepEqual(again, { ...delivery, attempts: 1, body: bytesOf('the body') })
    assert.equal(due.nextDueAtMs, null)

    const second = retried(again, startMs + 900)
    await commit(store, [], [{ ...second, body: bytesOf('never another one') }])
    const last = onlyOne((await store.claimDue(startMs + 900, 10)).deliveries)
    assert.deepEqual(last, { ...delivery, attempts: 2, body: bytesOf('the body') })
    const end = finished(last, 'success')
    await commit(store, [], [end])
    const view = await store.getDelivery(webhook.workspaceId, delivery.id)
    assert.deepEqual(view?.allAttempts, [first.attempt, second.attempt, end.attempt])
    assert.deepEqual(view.body, bytesOf('the body'))
    assert.equal(view.attempts, 3)
  })

  test('what is due is claimed earliest first, at most as much as asked for', async ({ store }) => {
    const webhook = sampleWebhook()
    const dues = [30, 10, 40, 20]
    const deliveries = []
    for (const due of dues) {
      const delivery = await journalOne(store, webhook)
      deliveries.push({ due, id: delivery.id })
      await commit(store, [], [retried(delivery, startMs + due)])
    }
    const expected = deliveries.toSorted((a, b) => a.due - b.due).map(({ id }) => id)
    const first = await store.claimDue(startMs + 35, 2)
    assert.deepEqual(idsOf(first.deliveries), expected.slice(0, 2))
    assert.equal(first.nextDueAtMs, startMs + 30)
    const rest = await store.claimDue(startMs + 35, 2)
    assert.deepEqual(idsOf(rest.deliveries), expected.slice(2, 3))
    assert.equal(rest.nextDueAtMs, startMs + 40)
  })

  test('parked deliveries are claimed lane by lane, oldest first, and once', async ({ store }) => {
    const webhook = sampleWebhook()
    const sharing = sampleWebhook({ laneId: webhook.laneId })
    const other = sampleWebhook()
    const entries = Array.from({ length: 3 }, () =>
      entryOf(sampleEvent({ channels: ['eu'] }), [webhook, sharing, other], 'parked'),
    )
    await commit(store, entries)
    const inLane = entries.flatMap(heldOf).filter(({ laneId }) => laneId === webhook.laneId)
    assert.deepEqual(await store.claimParked(webhook.laneId, 4), inLane.slice(0, 4))
    assert.deepEqual(await store.claimParked(webhook.laneId, 4), inLane.slice(4))
    assert.deepEqual(await store.claimParked(webhook.laneId, 4), [])
    assert.equal((await store.claimParked(other.laneId, 10)).length, 3)
  })

  test('in an ordered lane nothing is claimed while a delivery waits for its retry', async ({
    store,
  }) => {
    const webhook = sampleWebhook({ ordered: true })
    const sharing = sampleWebhook({ laneId: webhook.laneId, ordered: true })
    const older = entryOf(sampleEvent(), [sharing], 'parked')
    const first = await journalOne(store, webhook)
    const second = await journalOne(store, sharing)
    const newer = entryOf(sampleEvent(), [sharing, sampleWebhook()], 'parked')
    await commit(store, [older, newer], [retried(second, startMs + 5), retried(first, startMs + 7)])
    const claim = () => store.claimInOrder(webhook.laneId, 10)
    const waiting = (delivery: HeldDelivery) => ({
      deliveries: [],
      waitsFor: { id: delivery.id, webhookId: delivery.webhookId },
      isElsewhere: false,
    })
    assert.deepEqual(await claim(), waiting(first))
    assert.deepEqual(await claim(), waiting(first))
    const due = (await store.claimDue(startMs + 7, 10)).deliveries
    assert.deepEqual(idsOf(due), [second.id, first.id])
    await commit(
      store,
      [],
      due.map((delivery) => retried(delivery, startMs + 9)),
    )
    assert.equal(await store.cancelWaiting(webhook, 'deleted', startMs, 10), 1)
    assert.deepEqual(await claim(), waiting(second))
    const [again] = (await store.claimDue(startMs + 9, 10)).deliveries
    assert.equal(again?.id, second.id)
    const inLane = [older, newer]
      .flatMap(heldOf)
      .filter(({ webhookId }) => webhookId === sharing.id)
    assert.deepEqual(await claim(), { ...nothing, deliveries: inLane })
    assert.deepEqual(await claim(), nothing)
  })

  test('a claim in order takes the oldest, at most as much as asked for', async ({ store }) => {
    const webhook = sampleWebhook({ ordered: true })
    const entries = Array.from({ length: 3 }, () => entryOf(sampleEvent(), [webhook], 'parked'))
    await commit(store, entries.toReversed())
    const [first, ...others] = entries.flatMap(heldOf)
    const claims = [1, 5].map((limit) => store.claimInOrder(webhook.laneId, limit))
    assert.deepEqual(await Promise.all(claims), [
      { ...nothing, deliveries: [first] },
      { ...nothing, deliveries: others },
    ])
  })

  test('a delivery that is given back waits in its lane with what it has tried', async ({
    store,
  }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook)
    await commit(store, [], [retried(delivery, startMs)])
    const held = onlyOne((await store.claimDue(startMs, 1)).deliveries)
    await commit(store, [], [{ kind: 'park', delivery: held }])
    assert.deepEqual(await store.claimDue(startMs + 1e9, 1), { deliveries: [], nextDueAtMs: null })
    assert.deepEqual(await store.claimParked(webhook.laneId, 1), [held])
  })

  test('lanes with parked deliveries are listed in order of id, page by page', async ({
    store,
  }) => {
    const webhooks = Array.from({ length: 5 }, () => sampleWebhook())
    const entries = Array.from({ length: 3 }, () => entryOf(sampleEvent(), webhooks, 'parked'))
    await commit(store, entries)
    await journalOne(store, sampleWebhook())
    const lanes = webhooks.map(({ laneId }) => laneId)
    assert.deepEqual(await store.lanesWithParked(null, 3), lanes.slice(0, 3))
    assert.deepEqual(await store.lanesWithParked(lanes[2] ?? null, 3), lanes.slice(3))
    assert.deepEqual(await store.lanesWithParked(lanes[4] ?? null, 3), [])
  })

  test('a delivery that this node does not hold is left alone', async ({ store, restart }) => {
    const webhook = sampleWebhook()
    const [finishing, retrying, parking] = [
      await journalOne(store, webhook),
      await journalOne(store, webhook),
      await journalOne(store, webhook),
    ]
    const successor = await restart()
    const settle = () =>
      commit(
        successor,
        [],
        [
          finished(finishing, 'success'),
          retried(retrying, startMs),
          { kind: 'park', delivery: parking },
        ],
      )
    await settle()
    assert.equal(await successor.takeOver(startMs + 60_000), 3)
    await settle()
    for (const { id, event } of [finishing, retrying, parking]) {
      const view = await successor.getDelivery(event.workspaceId, id)
      assert.equal(view?.status, 'pending')
      assert.deepEqual(view.allAttempts, [])
      assert.equal(view.body, null)
    }
    assert.deepEqual(await successor.stats(), {
      parked: 3,
      scheduled: 0,
      oldestPendingAtMs: (await successor.stats()).oldestPendingAtMs,
    })
  })

  test('a delivery ends once', async ({ store }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook)
    await commit(store, [], [finished(delivery, 'success'), finished(delivery, 'failed')])
    await commit(store, [], [retried(delivery, startMs), { kind: 'park', delivery }])
    const view = await store.getDelivery(webhook.workspaceId, delivery.id)
    assert.equal(view?.status, 'success')
    assert.equal(await store.countDeliveriesOfWebhook(webhook, { statuses: null }), 1)
  })

  test('a canceled delivery tells why, and its last attempt', async ({ store }) => {
    const webhook = sampleWebhook()
    const untried = await journalOne(store, webhook)
    const tried = await journalOne(store, webhook)
    const failure = retried(tried, startMs)
    await commit(store, [], [failure])
    const again = onlyOne((await store.claimDue(startMs, 1)).deliveries)
    const settlements = [untried, again].map((held) => cancel(held, 'deleted', startMs + 5))
    await commit(store, [], settlements)
    const first = await store.getDelivery(webhook.workspaceId, untried.id)
    assert.deepEqual(
      [first?.status, first?.reason, first?.attempts, first?.lastAttempt, first?.finishedAtMs],
      ['canceled', 'deleted', 0, null, startMs + 5],
    )
    const second = await store.getDelivery(webhook.workspaceId, tried.id)
    assert.equal(second?.attempts, 1)
    assert.deepEqual(second.lastAttempt, failure.attempt)
    assert.deepEqual(second.allAttempts, [failure.attempt])
  })

  test('a take-over parks what was held and touches nothing else', async ({ store, restart }) => {
    const webhook = sampleWebhook()
    const held = await journalOne(store, webhook)
    const scheduled = await journalOne(store, webhook)
    await commit(
      store,
      [entryOf(sampleEvent(), [sampleWebhook()], 'parked')],
      [retried(scheduled, startMs + 700)],
    )
    assert.equal(await store.takeOver(startMs), 0)
    const successor = await restart()
    assert.equal(await successor.takeOver(startMs + 60_000), 1)
    assert.equal(await successor.takeOver(startMs + 60_000), 0)
    const { parked, scheduled: waiting } = await successor.stats()
    assert.deepEqual([parked, waiting], [2, 1])
    assert.deepEqual(await successor.claimParked(webhook.laneId, 10), [held])
    await commit(successor, [], [finished(held, 'success')])
    const view = await successor.getDelivery(webhook.workspaceId, held.id)
    assert.equal(view?.status, 'success')
  })

  test('a claim of nothing is empty', async ({ store }) => {
    assert.deepEqual(await store.claimParked(newId(), 10), [])
    assert.deepEqual(await store.claimDue(startMs, 10), { deliveries: [], nextDueAtMs: null })
    assert.deepEqual(await store.lanesWithParked(null, 10), [])
  })
}

function idsOf(deliveries: readonly { readonly id: string }[]): string[] {
  return deliveries.map(({ id }) => id)
}

const nothing = { deliveries: [], waitsFor: null, isElsewhere: false }
