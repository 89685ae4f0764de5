import assert from 'node:assert/strict'
import { lastDeliveryIdOf } from '../../domain/ids.ts'
import type { Webhook } from '../../domain/webhook.ts'
import type { Store } from '../store.ts'
import type { StoreTest } from './open-store.ts'
import {
  bytesOf,
  commit,
  entryOf,
  finished,
  heldOf,
  indexAll,
  journalOne,
  newId,
  onlyOne,
  retried,
  sampleAttempt,
  sampleAudit,
  sampleEvent,
  sampleWebhook,
  startMs,
} from './samples.ts'

const everything = { statuses: null }
const firstPage = { before: null, limit: 100, offset: 0 }

/** Deliveries in every place where a listing may find them, oldest first. */
async function spreadDeliveries(store: Store, webhook: Webhook): Promise<string[]> {
  const ids: string[] = []
  const end = async (status: 'success' | 'failed') => {
    const delivery = await journalOne(store, webhook)
    ids.push(delivery.id)
    await commit(store, [], [finished(delivery, status)])
  }
  const park = async () => {
    const entry = entryOf(sampleEvent({ workspaceId: webhook.workspaceId }), [webhook], 'parked')
    ids.push(onlyOne(entry.targets).deliveryId)
    await commit(store, [entry])
  }
  const schedule = async () => {
    const delivery = await journalOne(store, webhook)
    ids.push(delivery.id)
    await commit(store, [], [retried(delivery, startMs + 9000)])
  }
  for (const _ of [1, 2]) {
    await end('success')
    await park()
    await end('failed')
    await schedule()
  }
  return ids
}

export function testHistory(test: StoreTest): void {
  test('a listing of deliveries is the same before, amid and after indexing', async ({ store }) => {
    const webhook = sampleWebhook()
    const neighbour = sampleWebhook({ laneId: webhook.laneId, workspaceId: webhook.workspaceId })
    await spreadDeliveries(store, neighbour)
    const ids = (await spreadDeliveries(store, webhook)).toReversed()
    const [scheduled2, failed2, parked2, success2, scheduled1, failed1, parked1, success1] = ids
    const check = async (phase: string) => {
      const list = async (...statuses: ('success' | 'failed' | 'canceled' | 'pending')[]) => {
        const views = await store.listDeliveriesOfWebhook(webhook, { statuses }, firstPage)
        const count = await store.countDeliveriesOfWebhook(webhook, { statuses })
        assert.equal(count, views.length, phase)
        return views.map(({ id }) => id)
      }
      const all = await store.listDeliveriesOfWebhook(webhook, everything, firstPage)
      assert.deepEqual(
        all.map(({ id }) => id),
        ids,
        phase,
      )
      assert.equal(await store.countDeliveriesOfWebhook(webhook, everything), 8, phase)
      assert.deepEqual(await list('success'), [success2, success1], phase)
      assert.deepEqual(await list('failed'), [failed2, failed1], phase)
      assert.deepEqual(await list('canceled', 'failed'), [failed2, failed1], phase)
      assert.deepEqual(await list('canceled'), [], phase)
      assert.deepEqual(await list(), [], phase)
      assert.deepEqual(await list('pending'), [scheduled2, parked2, scheduled1, parked1], phase)
      assert.deepEqual(
        await list('pending', 'success'),
        [scheduled2, parked2, success2, scheduled1, parked1, success1],
        phase,
      )
    }
    await check('before')
    assert.equal(await store.indexHistory(4), true)
    await check('amid')
    await indexAll(store)
    await check('after')
    assert.equal(await store.indexHistory(4), false)
  })

  test('deliveries are listed page by page, by cursor or by offset', async ({ store }) => {
    const webhook = sampleWebhook()
    const ids = (await spreadDeliveries(store, webhook)).toReversed()
    await store.indexHistory(6)
    const page = async (before: string | null, offset: number, limit: number) => {
      const views = await store.listDeliveriesOfWebhook(webhook, everything, {
        before,
        offset,
        limit,
      })
      return views.map(({ id }) => id)
    }
    assert.deepEqual(await page(null, 0, 3), ids.slice(0, 3))
    assert.deepEqual(await page(null, 3, 3), ids.slice(3, 6))
    assert.deepEqual(await page(null, 6, 3), ids.slice(6))
    assert.deepEqual(await page(ids[2] ?? null, 0, 3), ids.slice(3, 6))
    assert.deepEqual(await page(ids[2] ?? null, 2, 3), ids.slice(5, 8))
    assert.deepEqual(await page(null, 100, 3), [])
  })

  test('a listed delivery tells its event, its latest attempt and what comes next', async ({
    store,
  }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook, { type: 'user.deleted', isTest: true })
    const retry = retried(delivery, startMs + 700)
    await commit(store, [], [retry])
    const view = onlyOne(await store.listDeliveriesOfWebhook(webhook, everything, firstPage))
    const { event } = delivery
    assert.deepEqual(view, {
      id: delivery.id,
      workspaceId: webhook.workspaceId,
      eventId: event.id,
      eventType: 'user.deleted',
      isTest: true,
      webhookId: webhook.id,
      status: 'pending',
      attempts: 1,
      lastAttempt: retry.attempt,
      lastStatus: 500,
      reason: null,
      createdAtMs: Number.parseInt(delivery.id.slice(0, 12), 16),
      finishedAtMs: null,
      nextAttemptAtMs: startMs + 700,
      retryOf: null,
    })
    const detail = await store.getDelivery(webhook.workspaceId, delivery.id)
    assert.deepEqual(detail, {
      ...view,
      event,
      body: bytesOf('the body'),
      allAttempts: [retry.attempt],
    })
    assert.equal(await store.getDelivery(newId(), delivery.id), null)
    assert.equal(await store.getDelivery(webhook.workspaceId, newId()), null)
  })

  test('the status of the latest answer outlives attempts that had none', async ({ store }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook)
    const lastStatus = async () =>
      (await store.getDelivery(webhook.workspaceId, delivery.id))?.lastStatus
    assert.equal(await lastStatus(), null)
    await commit(store, [], [retried(delivery, startMs)])
    const second = onlyOne((await store.claimDue(startMs, 1)).deliveries)
    const timedOut = sampleAttempt(2, { kind: 'timeout' })
    await commit(store, [], [{ ...retried(second, startMs), attempt: timedOut }])
    assert.equal(await lastStatus(), 500)
    const third = onlyOne((await store.claimDue(startMs, 1)).deliveries)
    const failed = { ...finished(third, 'failed'), attempt: { ...timedOut, number: 3 } }
    await commit(store, [], [failed])
    assert.equal(await lastStatus(), 500)
  })

  test('a delivery that a node holds can be looked up', async ({ store }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook)
    const view = await store.getDelivery(webhook.workspaceId, delivery.id)
    assert.equal(view?.status, 'pending')
    assert.equal(view.lastAttempt, null)
    assert.equal(view.nextAttemptAtMs, null)
    assert.deepEqual(view.event, delivery.event)
  })

  test('events are listed by type, time and cursor, before and after indexing', async ({
    store,
  }) => {
    const workspaceId = newId()
    const created = sampleEvent({ workspaceId })
    const deleted = sampleEvent({ workspaceId, type: 'user.deleted', channels: ['eu'] })
    const latest = sampleEvent({ workspaceId })
    await commit(
      store,
      [sampleEvent(), created, deleted, latest].map((event) => entryOf(event, [])),
    )
    const madeAtMs = (event: typeof created) => Number.parseInt(event.id.slice(0, 12), 16)
    const list = (filter: object, page: object = {}) =>
      store.listEvents(
        workspaceId,
        { type: null, channel: null, fromMs: null, toMs: null, ...filter },
        { before: null, limit: 10, ...page },
      )
    const check = async () => {
      assert.deepEqual(await list({}), [latest, deleted, created])
      assert.deepEqual(await list({ type: 'user.created' }), [latest, created])
      assert.deepEqual(await list({ type: 'user.unknown' }), [])
      assert.deepEqual(await list({ channel: 'eu' }), [deleted])
      assert.deepEqual(await list({ channel: 'eu', type: 'user.deleted' }), [deleted])
      assert.deepEqual(await list({ channel: 'eu', type: 'user.created' }), [])
      assert.deepEqual(await list({ channel: 'e' }), [])
      assert.deepEqual(await list({ fromMs: madeAtMs(deleted) }), [latest, deleted])
      assert.deepEqual(await list({ toMs: madeAtMs(deleted) }), [created])
      assert.deepEqual(await list({}, { before: latest.id }), [deleted, created])
      assert.deepEqual(await list({}, { limit: 2 }), [latest, deleted])
      assert.deepEqual(await list({ toMs: madeAtMs(latest) }, { before: deleted.id }), [created])
    }
    await check()
    await store.indexHistory(4)
    await check()
    await indexAll(store)
    await check()
  })

  test('events of a channel are listed oldest first, before, amid and after indexing', async ({
    store,
  }) => {
    const workspaceId = newId()
    const odd = `"a", \\ 'é' %_`
    const first = sampleEvent({ workspaceId, channels: ['one', odd] })
    const second = sampleEvent({ workspaceId, channels: ['one'], type: 'user.deleted' })
    const third = sampleEvent({ workspaceId, channels: ['two', 'one', 'two'] })
    const foreign = [
      sampleEvent({ workspaceId }),
      sampleEvent({ channels: ['one'] }),
      sampleEvent({ workspaceId, channels: ['ones', '"one"'] }),
    ]
    await commit(
      store,
      [first, ...foreign, second, third].map((event) => entryOf(event, [])),
    )
    const list = (channel: string, page: object = {}) => {
      const wanted = { types: null, after: null, limit: 10, ...page }
      return store.listEventsOfChannel(workspaceId, channel, wanted)
    }
    const check = async () => {
      assert.deepEqual(await list('one'), [first, second, third])
      assert.deepEqual(await list('two'), [third])
      assert.deepEqual(await list(odd), [first])
      assert.deepEqual(await list('none'), [])
      assert.deepEqual(await list('one', { limit: 2 }), [first, second])
      assert.deepEqual(await list('one', { after: first.id }), [second, third])
      assert.deepEqual(await list('one', { after: third.id }), [])
      assert.deepEqual(await list('one', { types: ['user.created'] }), [first, third])
      const both = { types: ['user.deleted', 'user.created'] }
      assert.deepEqual(await list('one', both), [first, second, third])
      assert.deepEqual(await list('one', { ...both, after: first.id, limit: 1 }), [second])
      assert.deepEqual(await list('one', { types: ['user.unknown'] }), [])
      assert.deepEqual(await list('one', { types: [] }), [])
    }
    await check()
    await store.indexHistory(6)
    await check()
    await indexAll(store)
    await check()
  })

  test('a replay is a new delivery of the event, after its fan-out', async ({ store }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook)
    const { event } = delivery
    await commit(store, [], [finished(delivery, 'failed')])
    const retry = redeliveryOf(webhook, event.id, delivery.id)
    const replay = redeliveryOf(webhook, event.id, null)
    await store.insertRedeliveries([retry, replay], sampleAudit({ action: 'event.replay' }))
    const views = await store.listDeliveriesOfEvent(webhook.workspaceId, event.id)
    assert.deepEqual(
      views.map(({ id, status, retryOf }) => ({ id, status, retryOf })),
      [
        { id: delivery.id, status: 'failed', retryOf: null },
        { id: retry.id, status: 'pending', retryOf: delivery.id },
        { id: replay.id, status: 'pending', retryOf: null },
      ],
    )
    const [held] = await store.claimParked(webhook.laneId, 1)
    assert.deepEqual(held, { ...delivery, id: retry.id, retryOf: delivery.id })
    if (held !== undefined) await commit(store, [], [finished(held, 'success')])
    const view = await store.getDelivery(webhook.workspaceId, retry.id)
    assert.deepEqual([view?.status, view?.retryOf], ['success', delivery.id])
    const statuses = await store.listDeliveriesOfEvent(webhook.workspaceId, event.id)
    assert.deepEqual(
      statuses.map(({ status }) => status),
      ['failed', 'success', 'pending'],
    )
    const entry = onlyOne(await store.listAudit(null, { before: null, limit: 1 }))
    assert.equal(entry.action, 'event.replay')
  })

  test('nothing is replayed when one of the events is not in the journal', async ({ store }) => {
    const webhook = sampleWebhook()
    const { event } = await journalOne(store, webhook)
    const redeliveries = [event.id, newId()].map((id) => redeliveryOf(webhook, id, null))
    const error = { name: 'StoreError', outcome: 'refused' }
    await assert.rejects(store.insertRedeliveries(redeliveries, sampleAudit()), error)
    assert.equal((await store.stats()).parked, 0)
    assert.deepEqual(await store.listAudit(null, { before: null, limit: 1 }), [])
  })

  test('the fan-out of an event does not reach into the next event', async ({ store }) => {
    const webhooks = Array.from({ length: 3 }, () => sampleWebhook())
    const workspaceId = newId()
    const entries = [1, 2].map(() => entryOf(sampleEvent({ workspaceId }), webhooks))
    await commit(store, entries)
    for (const { event, targets } of entries) {
      const views = await store.listDeliveriesOfEvent(workspaceId, event.id)
      assert.deepEqual(
        views.map(({ id }) => id),
        targets.map(({ deliveryId }) => deliveryId),
      )
      assert.ok(views.every(({ id }) => id <= lastDeliveryIdOf(event.id)))
    }
    await commit(
      store,
      [],
      entries.flatMap(heldOf).map((held) => finished(held, 'success')),
    )
    const views = await store.listDeliveriesOfEvent(workspaceId, entries[0]?.event.id ?? '')
    assert.deepEqual(
      views.map(({ status }) => status),
      ['success', 'success', 'success'],
    )
  })

  test('a scheduled delivery can be made due, any other cannot', async ({ store }) => {
    const webhook = sampleWebhook()
    const scheduled = await journalOne(store, webhook)
    const held = await journalOne(store, webhook)
    await commit(store, [], [retried(scheduled, startMs + 9000)])
    const expedite = (workspaceId: string, id: string) =>
      store.expedite(workspaceId, id, startMs, sampleAudit({ action: 'delivery.retry' }))
    assert.equal(await expedite(webhook.workspaceId, held.id), false)
    assert.equal(await expedite(newId(), scheduled.id), false)
    assert.deepEqual(await store.listAudit(null, { before: null, limit: 1 }), [])
    assert.equal(await expedite(webhook.workspaceId, scheduled.id), true)
    assert.equal((await store.listAudit(null, { before: null, limit: 10 })).length, 1)
    const { deliveries } = await store.claimDue(startMs, 10)
    assert.equal(onlyOne(deliveries).id, scheduled.id)
  })
}

function redeliveryOf(webhook: Webhook, eventId: string, retryOf: string | null) {
  const { workspaceId, laneId } = webhook
  return { id: newId(), workspaceId, eventId, webhookId: webhook.id, laneId, retryOf }
}
