import assert from 'node:assert/strict'
import { deliveryIdOf, firstIdAt, timeOfIdMs, type Id } from '../../domain/ids.ts'
import type { Webhook } from '../../domain/webhook.ts'
import type { Store } from '../store.ts'
import type { StoreTest } from './open-store.ts'
import {
  commit,
  finished,
  indexAll,
  journalOne,
  newId,
  retried,
  sampleAudit,
  sampleErasure,
  samplePortalLink,
  sampleRecovery,
  sampleWebhook,
  startMs,
} from './samples.ts'

/** One sweep; what it removed. */
async function sweep(store: Store, endedBeforeMs: number, limit = 2) {
  const sum = { events: 0, deliveries: 0 }
  let after: Id | null = null
  for (let steps = 0; steps < 200; steps += 1) {
    const step = await store.dropHistory({ endedBeforeMs, after, limit })
    sum.events += step.events
    sum.deliveries += step.deliveries
    after = step.after
    if (after === null) return sum
  }
  throw new Error('The sweep goes on and on')
}

async function endedAt(store: Store, webhook: Webhook, finishedAtMs: number): Promise<Id> {
  const delivery = await journalOne(store, webhook)
  await commit(store, [], [{ ...finished(delivery, 'success'), finishedAtMs }])
  return delivery.event.id
}

/** What is removed because it is old. */
export function testRetention(test: StoreTest): void {
  for (const isIndexed of [false, true]) {
    const where = isIndexed ? 'in the indexes' : 'in the journal alone'
    test(`what ended long ago is dropped, counts included, ${where}`, async ({ store }) => {
      const webhook = sampleWebhook()
      const { workspaceId } = webhook
      const old = [await endedAt(store, webhook, 0), await endedAt(store, webhook, 0)]
      const tried = await journalOne(store, webhook)
      await commit(store, [], [retried(tried, startMs)])
      const [due] = (await store.claimDue(startMs, 1)).deliveries
      assert.ok(due !== undefined)
      await commit(store, [], [{ ...finished(due, 'failed'), finishedAtMs: 0 }])
      const boundMs = timeOfIdMs(newId())
      const fresh = await endedAt(store, webhook, 0)
      if (isIndexed) await indexAll(store)
      assert.deepEqual(await sweep(store, boundMs), { events: 3, deliveries: 3 })
      for (const id of old) assert.equal(await store.getEvent(workspaceId, id), null)
      assert.equal(await store.getDelivery(workspaceId, tried.id), null)
      const fields = { type: null, channel: null, fromMs: null, toMs: null }
      const listed = await store.listEvents(workspaceId, fields, { before: null, limit: 10 })
      assert.deepEqual(
        listed.map(({ id }) => id),
        [fresh],
      )
      assert.equal(await store.countDeliveriesOfWebhook(webhook, { statuses: null }), 1)
      assert.deepEqual(await sweep(store, boundMs), { events: 0, deliveries: 0 })
      await indexAll(store)
      assert.equal(await store.countDeliveriesOfWebhook(webhook, { statuses: null }), 1)
    })
  }

  test('an event is kept while anything of it is pending, or has ended since', async ({
    store,
  }) => {
    const webhook = sampleWebhook()
    const { workspaceId, id: webhookId, laneId } = webhook
    const held = await journalOne(store, webhook)
    const scheduled = await journalOne(store, webhook)
    await commit(store, [], [retried(scheduled, startMs * 2)])
    const again = await endedAt(store, webhook, 0)
    const redelivery = {
      id: newId(),
      workspaceId,
      eventId: again,
      webhookId,
      laneId,
      retryOf: null,
    }
    await store.insertRedeliveries([redelivery], sampleAudit())
    const gone = await endedAt(store, webhook, 0)
    const boundMs = timeOfIdMs(newId())
    const late = await endedAt(store, webhook, boundMs)
    const isThere = async (id: Id) => (await store.getEvent(workspaceId, id)) !== null

    assert.deepEqual(await sweep(store, boundMs), { events: 1, deliveries: 1 })
    assert.equal(await isThere(gone), false)
    const kept = [held.event.id, scheduled.event.id, again, late]
    for (const id of kept) assert.equal(await isThere(id), true)
    assert.equal((await store.listDeliveriesOfEvent(workspaceId, again)).length, 2)

    const [parked] = await store.claimParked(laneId, 10)
    assert.ok(parked !== undefined)
    await commit(store, [], [{ ...finished(parked, 'success'), finishedAtMs: boundMs }])
    assert.deepEqual(await sweep(store, boundMs), { events: 0, deliveries: 0 })
    assert.deepEqual(await sweep(store, boundMs + 1000), { events: 2, deliveries: 3 })
    assert.equal(await store.getDelivery(workspaceId, parked.id), null)
    const pending = deliveryIdOf(held.event.id, 1)
    assert.notEqual(await store.getDelivery(workspaceId, pending), null)
  })

  test('a step is small however much there is to drop', async ({ store }) => {
    const webhook = sampleWebhook()
    for (let n = 0; n < 10; n += 1) await endedAt(store, webhook, 0)
    const endedBeforeMs = timeOfIdMs(newId())
    const step = await store.dropHistory({ endedBeforeMs, after: null, limit: 4 })
    assert.ok(step.events <= 4 && step.deliveries <= 4)
    assert.deepEqual(await sweep(store, endedBeforeMs), {
      events: 10 - step.events,
      deliveries: 10 - step.deliveries,
    })
  })

  test('old entries of the audit log and jobs that have ended are dropped', async ({ store }) => {
    const old = sampleAudit()
    const running = sampleRecovery()
    const ended = sampleRecovery({ state: 'done' })
    const erasing = sampleErasure()
    const erased = sampleErasure({ state: 'done' })
    await store.recordAudit(old)
    for (const recovery of [running, ended]) await store.insertRecovery(recovery, sampleAudit())
    for (const erasure of [erasing, erased]) await store.insertErasure(erasure, sampleAudit())
    const link = samplePortalLink()
    const before = sampleAudit()
    await store.insertPortalLink(link, sampleAudit())
    const nowMs = timeOfIdMs(newId())
    const fresh = samplePortalLink()
    await store.insertPortalLink(fresh, before)
    const kept = sampleAudit({ id: `${firstIdAt(nowMs).slice(0, 31)}1` })
    await store.recordAudit(kept)
    const ages = { auditBeforeMs: nowMs, linksBeforeMs: nowMs, restBeforeMs: nowMs }
    assert.ok((await store.dropRecords(ages, 3)) > 0)
    while ((await store.dropRecords(ages, 3)) > 0) continue
    const left = await store.listAudit(null, { before: null, limit: 10 })
    assert.deepEqual(left, [kept])
    assert.notEqual(await store.getRecovery(running.id), null)
    assert.equal(await store.getRecovery(ended.id), null)
    assert.notEqual(await store.getErasure(erasing.id), null)
    assert.equal(await store.getErasure(erased.id), null)
    assert.equal(await store.getPortalLink(link.id), null)
    assert.notEqual(await store.getPortalLink(fresh.id), null)
  })
}
