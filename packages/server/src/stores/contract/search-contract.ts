import assert from 'node:assert/strict'
import { timeOfIdMs } from '../../domain/ids.ts'
import type { Webhook } from '../../domain/webhook.ts'
import type { CursorPage } from '../cursor-page.ts'
import type { DeliverySearch } from '../delivery-store.ts'
import type { EventFilter } from '../event-store.ts'
import type { Store } from '../store.ts'
import type { StoreTest } from './open-store.ts'
import {
  commit,
  entryOf,
  finished,
  heldOf,
  indexAll,
  journalOne,
  newId,
  onlyOne,
  retried,
  sampleEvent,
  sampleWebhook,
  startMs,
} from './samples.ts'

const everything: DeliverySearch = { statuses: null, type: null, fromMs: null, toMs: null }
const hourMs = 3_600_000

/** One of each kind, of the type `type`, oldest first. */
async function spread(store: Store, webhook: Webhook, type: string): Promise<string[]> {
  const arrived = await journalOne(store, webhook, { type })
  await commit(store, [], [finished(arrived, 'success')])
  const failed = await journalOne(store, webhook, { type })
  await commit(store, [], [finished(failed, 'failed')])
  const event = sampleEvent({ workspaceId: webhook.workspaceId, type })
  const parked = entryOf(event, [webhook], 'parked')
  await commit(store, [parked])
  const waiting = await journalOne(store, webhook, { type })
  await commit(store, [], [retried(waiting, startMs + 9000)])
  return [arrived.id, failed.id, onlyOne(parked.targets).deliveryId, waiting.id]
}

export function testSearch(test: StoreTest): void {
  test('deliveries are found by state, type and time, wherever they stand', async ({ store }) => {
    const webhook = sampleWebhook()
    await spread(store, sampleWebhook({ laneId: webhook.laneId }), 'user.created')
    const created = (await spread(store, webhook, 'user.created')).toReversed()
    const deleted = (await spread(store, webhook, 'user.deleted')).toReversed()
    const find = async (search: Partial<DeliverySearch>) => {
      const page = { before: null, limit: 100 }
      const wanted = { ...everything, ...search }
      const found = await store.searchDeliveries([webhook], wanted, page)
      assert.equal(found.searchedTo, null)
      return found.deliveries.map(({ id }) => id)
    }
    const check = async () => {
      assert.deepEqual(await find({}), [...deleted, ...created])
      assert.deepEqual(await find({ type: 'user.created' }), created)
      assert.deepEqual(await find({ type: 'user.updated' }), [])
      const failed = { statuses: ['failed'] as const, type: 'user.deleted' }
      assert.deepEqual(await find(failed), [deleted[2]])
      assert.deepEqual(await find({ statuses: [] }), [])
      const fromMs = timeOfIdMs(deleted[3] ?? '')
      assert.deepEqual(await find({ fromMs: fromMs + 60_000 }), [])
      assert.deepEqual(await find({ toMs: fromMs + 60_000 }), [...deleted, ...created])
      assert.deepEqual(await find({ toMs: fromMs - 60_000 }), [])
    }
    await check()
    await indexAll(store)
    await check()
  })

  test('a search goes on where it has ended, and misses nothing', async ({ store }) => {
    const webhook = sampleWebhook()
    const wanted: string[] = []
    for (const type of ['user.created', 'user.deleted', 'user.created']) {
      const ids = await spread(store, webhook, type)
      if (type === 'user.created') wanted.push(...ids)
    }
    for (const limit of [1, 3, 8]) {
      const found: string[] = []
      let before: string | null = null
      do {
        const search: DeliverySearch = { ...everything, type: 'user.created' }
        const page = await store.searchDeliveries([webhook], search, { before, limit })
        assert.ok(page.deliveries.length <= limit)
        found.push(...page.deliveries.map(({ id }) => id))
        before = page.searchedTo
      } while (before !== null)
      assert.deepEqual(found, wanted.toReversed(), `by ${limit}`)
    }
  })

  test('deliveries of many webhooks are found together, each in its place', async ({ store }) => {
    const workspaceId = newId()
    const webhooks = Array.from({ length: 40 }, () => sampleWebhook({ workspaceId }))
    const elsewhere = sampleWebhook({ workspaceId })
    const entries = [...webhooks, ...webhooks.toReversed()].map((webhook) =>
      entryOf(sampleEvent({ workspaceId }), [webhook, elsewhere]),
    )
    await commit(store, entries)
    const ended = entries.flatMap(heldOf).map((held) => finished(held, 'success'))
    await commit(store, [], ended)
    const expected = ended
      .map(({ delivery }) => delivery)
      .filter(({ webhookId }) => webhookId !== elsewhere.id)
      .map(({ id }) => id)
      .toReversed()
    const check = async () => {
      for (const limit of [30, 100]) {
        const found: string[] = []
        let before: string | null = null
        do {
          const page = await store.searchDeliveries(webhooks, everything, { before, limit })
          assert.ok(page.deliveries.length <= limit)
          found.push(...page.deliveries.map(({ id }) => id))
          before = page.searchedTo
        } while (before !== null)
        assert.deepEqual(found, expected, `by ${limit}`)
      }
    }
    await check()
    await store.indexHistory(50)
    await check()
    await indexAll(store)
    await check()
    const none = await store.searchDeliveries([], everything, { before: null, limit: 1 })
    assert.deepEqual(none, { deliveries: [], searchedTo: null })
  })

  test('events of all workspaces are found together, by type, channel and time', async ({
    store,
  }) => {
    const ids: string[] = []
    const workspaces: string[] = []
    for (const type of ['user.created', 'user.deleted', 'user.created']) {
      const channels = type === 'user.deleted' ? ['eu'] : []
      const event = sampleEvent({ workspaceId: newId(), type, channels })
      await commit(store, [entryOf(event, [])])
      ids.unshift(event.id)
      workspaces.unshift(event.workspaceId)
    }
    const find = async (filter: Partial<EventFilter>, page: Partial<CursorPage> = {}) => {
      const wanted = { type: null, channel: null, fromMs: null, toMs: null, ...filter }
      const found = await store.searchEvents(wanted, { before: null, limit: 10, ...page })
      return { ids: found.events.map(({ id }) => id), searchedTo: found.searchedTo }
    }
    assert.deepEqual(await find({}), { ids, searchedTo: null })
    assert.deepEqual((await find({ type: 'user.created' })).ids, [ids[0], ids[2]])
    assert.deepEqual((await find({ channel: 'eu' })).ids, [ids[1]])
    const newestMs = timeOfIdMs(ids[0] ?? '')
    assert.deepEqual((await find({ fromMs: newestMs + 1 })).ids, [])
    assert.deepEqual((await find({ toMs: newestMs + 1 })).ids, ids)
    const first = await find({}, { limit: 2 })
    assert.deepEqual(first, { ids: ids.slice(0, 2), searchedTo: ids[1] })
    assert.deepEqual((await find({}, { before: first.searchedTo })).ids, ids.slice(2))
    assert.equal(await store.workspaceOfEvent(ids[0] ?? ''), workspaces[0])
    assert.equal(await store.workspaceOfEvent(newId()), null)
  })

  test('what has ended is counted by the hour, before, amid and after indexing', async ({
    store,
  }) => {
    const webhook = sampleWebhook()
    const other = sampleWebhook()
    for (const one of [webhook, webhook, other]) await spread(store, one, 'user.created')
    const hour = startMs - (startMs % hourMs)
    const count = (id: string, status: 'success' | 'failed', deliveries: number) => ({
      webhookId: id,
      hourMs: hour,
      status,
      deliveries,
      attempts: deliveries,
    })
    const check = async () => {
      const counts = await store.countDeliveriesByHour([webhook.id, other.id], startMs)
      const sorted = counts.toSorted((a, b) => (a.webhookId < b.webhookId ? -1 : 1))
      assert.deepEqual(sorted, [
        count(webhook.id, 'success', 2),
        count(webhook.id, 'failed', 2),
        count(other.id, 'success', 1),
        count(other.id, 'failed', 1),
      ])
      assert.deepEqual(await store.countDeliveriesByHour([webhook.id], startMs + hourMs), [])
      assert.deepEqual(await store.countDeliveriesByHour([newId()], startMs), [])
      assert.deepEqual(await store.countDeliveriesByHour([], startMs), [])
    }
    await check()
    await store.indexHistory(4)
    await check()
    await indexAll(store)
    await check()
  })
}
