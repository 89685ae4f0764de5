import assert from 'node:assert/strict'
import { timeOfIdMs } from '../../domain/ids.ts'
import type { StoreTest } from './open-store.ts'
import {
  commit,
  entryOf,
  finished,
  journalOne,
  newId,
  retried,
  sampleAudit,
  sampleEvent,
  sampleWebhook,
  sampleWorkspace,
  startMs,
} from './samples.ts'

/** What a node does beside the way of an event. */
export function testUpkeep(test: StoreTest): void {
  test('the backlog is counted', async ({ store }) => {
    const empty = { parked: 0, scheduled: 0, oldestPendingAtMs: null }
    assert.deepEqual(await store.stats(), empty)
    const oldest = await journalOne(store, sampleWebhook())
    const waiting = await journalOne(store, sampleWebhook())
    const entry = entryOf(sampleEvent(), [sampleWebhook(), sampleWebhook()], 'parked')
    await commit(store, [entry], [retried(waiting, startMs)])
    assert.deepEqual(await store.stats(), {
      parked: 2,
      scheduled: 1,
      oldestPendingAtMs: timeOfIdMs(oldest.id),
    })
  })

  test('what waits for a webhook is canceled, and nothing else', async ({ store }) => {
    const webhook = sampleWebhook()
    const sharing = sampleWebhook({ laneId: webhook.laneId })
    const { workspaceId } = webhook
    const entries = [1, 2].map(() =>
      entryOf(sampleEvent({ workspaceId }), [webhook, sharing], 'parked'),
    )
    await commit(store, entries)
    const tried = await journalOne(store, webhook)
    const retry = retried(tried, startMs)
    await commit(store, [], [retry])
    const held = await journalOne(store, webhook)

    const step = () => store.cancelWaiting(webhook, 'deleted', startMs + 9, 2)
    assert.deepEqual([await step(), await step(), await step()], [2, 1, 0])
    const canceled = await store.listDeliveriesOfWebhook(
      webhook,
      { statuses: ['canceled'] },
      { before: null, limit: 10, offset: 0 },
    )
    const mine = entries.flatMap(({ targets }) => targets[0]?.deliveryId ?? [])
    assert.deepEqual(
      canceled.map(({ id }) => id),
      [tried.id, ...mine.toReversed()],
    )
    for (const { reason, finishedAtMs } of canceled) {
      assert.deepEqual([reason, finishedAtMs], ['deleted', startMs + 9])
    }
    assert.deepEqual(canceled[0]?.lastAttempt, retry.attempt)
    assert.equal((await store.getDelivery(workspaceId, held.id))?.status, 'pending')
    assert.equal((await store.stats()).parked, 2)
  })

  test('the newest delivery that has not ended is told, in whatever state', async ({ store }) => {
    assert.equal(await store.newestPending(), null)
    const webhook = sampleWebhook()
    const first = await journalOne(store, webhook)
    const second = await journalOne(store, webhook)
    const third = await journalOne(store, webhook)
    await commit(store, [], [finished(third, 'success')])
    assert.equal(await store.newestPending(), second.id)
    await commit(store, [], [retried(second, startMs), { kind: 'park', delivery: first }])
    assert.equal(await store.newestPending(), second.id)
    assert.equal(await store.cancelWaiting(webhook, 'deleted', startMs, 1), 1)
    assert.equal(await store.newestPending(), first.id)
  })

  test('a heartbeat is written', async ({ store }) => {
    await store.heartbeat(startMs)
    assert.equal(await store.takeOver(startMs), 0)
  })

  test('what was written is there after a restart', async ({ store, restart }) => {
    const workspace = sampleWorkspace()
    await store.insertWorkspace(workspace, sampleAudit())
    const event = sampleEvent({ workspaceId: newId() })
    await commit(store, [entryOf(event, [sampleWebhook()], 'parked')])
    const successor = await restart()
    assert.deepEqual((await successor.catalogChanges(0)).workspaces, [workspace])
    assert.deepEqual(await successor.getEvent(event.workspaceId, event.id), event)
    assert.equal((await successor.stats()).parked, 1)
  })

  test('a store that is closed refuses, and says so', async ({ store }) => {
    const last = store.heartbeat(startMs)
    await store.close()
    await last
    await assert.rejects(store.stats(), { name: 'StoreError', outcome: 'refused' })
    await assert.rejects(store.heartbeat(startMs), { name: 'StoreError', outcome: 'refused' })
  })
}
