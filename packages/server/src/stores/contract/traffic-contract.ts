import assert from 'node:assert/strict'
import type { StoreTest } from './open-store.ts'
import { commit, finished, indexAll, journalOne, sampleWebhook, startMs } from './samples.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** What the operator's overview is made of. */
export function testTraffic(test: StoreTest): void {
  test('traffic is counted over all webhooks, before, amid and after indexing', async ({
    store,
  }) => {
    for (const _ of [1, 2, 3]) {
      const delivery = await journalOne(store, sampleWebhook())
      await commit(store, [], [finished(delivery, 'success')])
    }
    const lost = await journalOne(store, sampleWebhook())
    await commit(store, [], [finished(lost, 'failed')])
    const check = async (by: 'minute' | 'hour', slotMs: number) => {
      const counts = await store.countTraffic({ fromMs: startMs, toMs: startMs + 1, by })
      const summed = counts.map(({ startMs: start, status, deliveries }) => [
        start === startMs - (startMs % slotMs),
        status,
        deliveries,
      ])
      assert.deepEqual(summed, [
        [true, 'success', 3],
        [true, 'failed', 1],
      ])
      for (const { bucket } of counts) assert.ok(bucket >= 0)
      const [hour, later] = [startMs - (startMs % slotMs), startMs + slotMs]
      assert.deepEqual(await store.countTraffic({ fromMs: startMs, toMs: null, by }), counts)
      assert.deepEqual(await store.countTraffic({ fromMs: later, toMs: null, by }), [])
      assert.deepEqual(await store.countTraffic({ fromMs: 0, toMs: hour, by }), [])
    }
    for (const index of [async () => {}, () => store.indexHistory(4), () => indexAll(store)]) {
      await index()
      await check('minute', minuteMs)
      await check('hour', hourMs)
    }
  })

  test('webhooks are ranked by what they get and by what fails', async ({ store }) => {
    const [busy, bad, idle] = [sampleWebhook(), sampleWebhook(), sampleWebhook()]
    const end = async (webhook: typeof busy, status: 'success' | 'failed' | 'canceled') => {
      const delivery = await journalOne(store, webhook)
      const settled = finished(delivery, status === 'success' ? 'success' : 'failed')
      await commit(store, [], [{ ...settled, status }])
    }
    for (const status of ['success', 'success', 'success', 'failed'] as const) {
      await end(busy, status)
    }
    for (const status of ['failed', 'failed'] as const) await end(bad, status)
    await end(idle, 'canceled')
    const busyCounts = { webhookId: busy.id, workspaceId: busy.workspaceId, success: 3, failed: 1 }
    const badCounts = { webhookId: bad.id, workspaceId: bad.workspaceId, success: 0, failed: 2 }
    for (const index of [async () => {}, () => store.indexHistory(4), () => indexAll(store)]) {
      await index()
      assert.deepEqual(await store.rankWebhooks({ fromMs: startMs, toMs: startMs + 1 }, 10), {
        busiest: [busyCounts, badCounts],
        worst: [badCounts, busyCounts],
      })
      assert.deepEqual(await store.rankWebhooks({ fromMs: startMs, toMs: null }, 1), {
        busiest: [busyCounts],
        worst: [badCounts],
      })
      for (const [fromMs, toMs] of [
        [startMs + hourMs, null],
        [0, startMs - (startMs % hourMs)],
      ] as const) {
        const none = { busiest: [], worst: [] }
        assert.deepEqual(await store.rankWebhooks({ fromMs, toMs }, 1), none)
      }
    }
  })
}
