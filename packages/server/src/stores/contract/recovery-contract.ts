import assert from 'node:assert/strict'
import { timeOfIdMs, type Id } from '../../domain/ids.ts'
import type { Recovery } from '../../domain/recovery.ts'
import type { Webhook } from '../../domain/webhook.ts'
import type { RecoveryStep } from '../recovery-store.ts'
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
  sampleAudit,
  sampleEvent,
  sampleRecovery,
  sampleWebhook,
  startMs,
} from './samples.ts'

const anything = { types: null, channels: [] }

/** Ids of deliveries grow from call to call, as they do where a node makes them. */
function stepOf(recovery: Recovery, webhook: Webhook, fields: Partial<RecoveryStep> = {}) {
  return {
    id: recovery.id,
    laneId: webhook.laneId,
    wants: anything,
    deliveryIds: Array.from({ length: 10 }, newId),
    mostWaiting: 100,
    mostExamined: 100,
    nowMs: startMs + 5,
    ...fields,
  }
}

async function begin(store: Store, webhook: Webhook, fields: Partial<Recovery> = {}) {
  const { id: webhookId, workspaceId } = webhook
  const recovery = sampleRecovery({ webhookId, workspaceId, ...fields })
  assert.equal(await store.insertRecovery(recovery, sampleAudit()), 'inserted')
  return recovery
}

async function publish(store: Store, webhook: Webhook, fields: object = {}): Promise<Id> {
  const event = sampleEvent({ workspaceId: webhook.workspaceId, ...fields })
  await commit(store, [entryOf(event, [])])
  return event.id
}

async function parkedEvents(store: Store, webhook: Webhook): Promise<Id[]> {
  const claimed = await store.claimParked(webhook.laneId, 100)
  return claimed.map(({ event }) => event.id)
}

/** Jobs that send again what a webhook did not get. */
export function testRecoveries(test: StoreTest): void {
  test('a webhook has one unfinished recovery at most', async ({ store }) => {
    const webhook = sampleWebhook()
    const first = await begin(store, webhook)
    const second = sampleRecovery({ ...first, id: newId() })
    const audit = sampleAudit({ workspaceId: webhook.workspaceId })
    assert.equal(await store.insertRecovery(second, audit), 'under-way')
    const change = { id: first.id, reason: 'why', atMs: startMs + 1 }
    const paused = { ...change, from: ['running'], to: 'paused' } as const
    assert.partialDeepStrictEqual(await store.changeRecovery(paused, sampleAudit()), {
      state: 'paused',
      reason: 'why',
      updatedAtMs: startMs + 1,
    })
    assert.equal(await store.changeRecovery(paused, audit), null)
    assert.equal(await store.insertRecovery(second, audit), 'under-way')
    const canceled = { ...change, from: ['running', 'paused'], to: 'canceled' } as const
    await store.changeRecovery(canceled, sampleAudit())
    const page = { before: null, limit: 10 }
    assert.deepEqual(await store.listAudit(webhook.workspaceId, page), [])
    assert.equal(await store.insertRecovery(second, audit), 'inserted')
    assert.deepEqual(await store.runningRecoveries(), [second])
    assert.deepEqual(await store.getRecovery(second.id), second)
    const listed = await store.listRecoveries(
      webhook.workspaceId,
      { webhookId: webhook.id },
      { before: null, limit: 1 },
    )
    assert.deepEqual(listed, [second])
    const other = { webhookId: newId() }
    assert.deepEqual(await store.listRecoveries(webhook.workspaceId, other, page), [])
  })

  for (const isIndexed of [false, true]) {
    const where = isIndexed ? 'in the index' : 'in the journal alone'
    test(`what failed and what was missed is told apart, ${where}`, async ({ store }) => {
      const webhook = sampleWebhook()
      const { workspaceId } = webhook
      const other = sampleWebhook({ workspaceId })
      const ended = async (status: 'failed' | 'success') => {
        const entry = entryOf(sampleEvent({ workspaceId }), [other, webhook])
        const ofWebhook = heldOf(entry).filter(({ webhookId }) => webhookId === webhook.id)
        await commit(store, [entry])
        await commit(store, [], [finished(onlyOne(ofWebhook), status)])
        return entry.event.id
      }
      const failed = await ended('failed')
      await ended('success')
      const missed = await publish(store, webhook)
      await publish(store, webhook, { isTest: true })
      await journalOne(store, webhook)
      await publish(store, sampleWebhook())
      if (isIndexed) await indexAll(store)
      for (const [status, events] of [
        ['failed', [failed]],
        ['missed', [missed]],
        ['any', []],
      ] as const) {
        const recovery = await begin(store, webhook, { status })
        const advance = await store.advanceRecovery(stepOf(recovery, webhook))
        assert.equal(advance.parked, events.length, status)
        assert.partialDeepStrictEqual(advance.recovery, { state: 'done', examined: 5 })
        assert.deepEqual(await parkedEvents(store, webhook), events)
      }
    })
  }

  test('a failed event is sent again as a delivery that names the one it repeats', async ({
    store,
  }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook)
    await commit(store, [], [finished(delivery, 'failed')])
    const recovery = await begin(store, webhook)
    const step = stepOf(recovery, webhook)
    await store.advanceRecovery(step)
    const made = await store.getDelivery(webhook.workspaceId, step.deliveryIds[0] ?? '')
    assert.partialDeepStrictEqual(made, { status: 'pending', retryOf: delivery.id })
    const listed = await store.listDeliveriesOfEvent(webhook.workspaceId, delivery.event.id)
    assert.deepEqual(
      listed.map(({ id }) => id),
      [delivery.id, made?.id],
    )
  })

  test('step by step every event comes once, in the order of acceptance', async ({
    store,
    restart,
  }) => {
    const webhook = sampleWebhook()
    const events: Id[] = []
    for (let n = 0; n < 12; n += 1) {
      events.push(await publish(store, webhook))
      if (n === 6) await indexAll(store)
    }
    const recovery = await begin(store, webhook)
    const limits = { deliveryIds: [newId(), newId(), newId()], mostExamined: 5 }
    let running = store
    for (let n = 0; n < 5; n += 1) {
      limits.deliveryIds = [newId(), newId(), newId()]
      await running.advanceRecovery(stepOf(recovery, webhook, limits))
      if (n === 2) running = await restart()
    }
    const now = await running.getRecovery(recovery.id)
    assert.partialDeepStrictEqual(now, { state: 'done', examined: 12, queued: 12 })
    assert.deepEqual(await parkedEvents(running, webhook), events)
    const again = await running.advanceRecovery(stepOf(recovery, webhook))
    assert.deepEqual([again.parked, again.recovery], [0, now])
  })

  test('nothing is added where enough waits, be it for its turn or for a retry', async ({
    store,
  }) => {
    const webhook = sampleWebhook()
    for (let n = 0; n < 4; n += 1) await publish(store, webhook)
    const recovery = await begin(store, webhook)
    const step = () => store.advanceRecovery(stepOf(recovery, webhook, { mostWaiting: 2 }))
    assert.partialDeepStrictEqual(await step(), { parked: 2, isCrowded: false })
    assert.partialDeepStrictEqual(await step(), { parked: 0, isCrowded: true })
    const [first, second] = await store.claimParked(webhook.laneId, 10)
    assert.ok(first !== undefined && second !== undefined)
    await commit(store, [], [retried(first, startMs), finished(second, 'success')])
    assert.partialDeepStrictEqual(await step(), { parked: 1, isCrowded: false })
    assert.partialDeepStrictEqual(await step(), { parked: 0, isCrowded: true })
  })

  test('only what is wanted and lies within the time is sent', async ({ store }) => {
    const webhook = sampleWebhook()
    const early = await publish(store, webhook)
    const wanted = await publish(store, webhook, { type: 'a', channels: ['eu'] })
    await publish(store, webhook, { type: 'a', channels: ['us'] })
    await publish(store, webhook, { type: 'b', channels: ['eu'] })
    const late = await publish(store, webhook, { type: 'a', channels: ['eu'] })
    const many = Array.from({ length: 40 }, (_, n) => `type${n}`)
    for (const types of [['a'], ['a', ...many]]) {
      for (const isIndexed of [false, true]) {
        if (isIndexed) await indexAll(store)
        const sinceMs = timeOfIdMs(early) + 1
        const recovery = await begin(store, webhook, { sinceMs, untilMs: timeOfIdMs(late) })
        const wants = { types, channels: ['eu', 'de'] }
        const { parked } = await store.advanceRecovery(stepOf(recovery, webhook, { wants }))
        assert.equal(parked, 1)
        const [delivery] = await store.claimParked(webhook.laneId, 10)
        assert.equal(delivery?.event.id, wanted)
        await commit(store, [], [finished(delivery, 'failed')])
      }
    }
  })
}
