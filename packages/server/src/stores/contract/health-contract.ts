import assert from 'node:assert/strict'
import type { HealthChange, Notice, Trouble } from '../../domain/health.ts'
import type { Settlement } from '../../domain/settlement.ts'
import type { Webhook } from '../../domain/webhook.ts'
import type { Disabling } from '../health-store.ts'
import type { Store } from '../store.ts'
import type { StoreTest } from './open-store.ts'
import {
  commit,
  finished,
  journalOne,
  newId,
  retried,
  sampleAudit,
  sampleWebhook,
  startMs,
} from './samples.ts'

const hourMs = 60 * 60 * 1000

const failing: Trouble = {
  failing: { sinceMs: startMs, days: 2, countedAtMs: startMs + 5 },
  hasGivenUp: false,
}
const givenUp: Trouble = { failing: null, hasGivenUp: true }

/** What is remembered of webhooks that do not work, and what of it is told. */
export function testHealth(test: StoreTest): void {
  test('trouble is written with the attempt that shows it, and outlives a restart', async ({
    store,
    restart,
  }) => {
    const webhooks = [await insert(store), await insert(store), await insert(store)] as const
    const [first, second, third] = webhooks
    for (const webhook of webhooks) await settleWith(store, webhook, { trouble: failing })
    await settleWith(store, second, { trouble: null })
    const lost = { ...failing, hasGivenUp: true }
    await settleWith(store, third, { trouble: lost }, 'retry')
    await settleWith(store, first, {}, 'retry')

    const successor = await restart()
    const expected = [
      { webhookId: first.id, trouble: failing },
      { webhookId: third.id, trouble: lost },
    ]
    assert.deepEqual(await successor.listTroubles(null, 10), expected)
    assert.deepEqual(await successor.listTroubles(null, 1), expected.slice(0, 1))
    assert.deepEqual(await successor.listTroubles(first.id, 10), expected.slice(1))
  })

  test('what is settled a second time, or by somebody else, changes nothing more', async ({
    store,
    restart,
  }) => {
    const webhook = await insert(store)
    const notice = noticeAt(startMs)
    const delivery = await journalOne(store, webhook)
    const settlement: Settlement = {
      ...finished(delivery, 'failed'),
      health: changeOf(webhook, { trouble: failing, notice }),
    }
    await commit(store, [], [settlement, settlement])
    await commit(store, [], [settlement])
    assert.equal((await raised(store)).length, 1)
    assert.equal(await store.raiseNotices(startMs + hourMs, [newId()]), 0)

    const left = await journalOne(store, webhook)
    const successor = await restart()
    const health = changeOf(webhook, { trouble: null, notice })
    await commit(successor, [], [{ ...finished(left, 'success'), health }])
    assert.equal((await successor.listTroubles(null, 10)).length, 1)
  })

  test('a new address or state ends the failing, and keeps that something was given up', async ({
    store,
  }) => {
    const changes: Partial<Webhook>[] = [
      { url: 'https://example.com/other' },
      { state: 'paused', stateReason: 'test' },
      { name: 'another name' },
      { state: 'deleted' },
    ]
    for (const fields of changes) {
      for (const trouble of [failing, { ...failing, hasGivenUp: true }]) {
        const webhook = await insert(store)
        await settleWith(store, webhook, { trouble })
        const changed = { ...webhook, ...fields, updatedAtMs: webhook.updatedAtMs + 1 }
        const guard = { ifUpdatedAtMs: webhook.updatedAtMs, limit: null }
        await store.updateWebhook(changed, guard, sampleAudit())
        const isGone = fields.state === 'deleted' || !trouble.hasGivenUp
        const expected = fields.name !== undefined ? trouble : isGone ? undefined : givenUp
        assert.deepEqual(await troubleOf(store, webhook), expected)
      }
    }
  })

  test('of a webhook that is gone nothing is kept', async ({ store }) => {
    const webhook = await insert(store, { state: 'deleted' })
    await settleWith(store, webhook, { trouble: failing })
    assert.equal(await troubleOf(store, webhook), undefined)
  })

  test('a webhook is disabled on record, and told of in the same transaction', async ({
    store,
  }) => {
    const webhook = await insert(store)
    await settleWith(store, webhook, { trouble: failing })
    const { version } = await store.catalogChanges(0)
    const audit = sampleAudit({ workspaceId: webhook.workspaceId })
    const disabling = disablingOf(webhook, { notice: noticeAt(startMs, 'webhook.disabled') })

    assert.equal(await store.disableWebhook(disabling, audit), 'disabled')

    const [changed] = (await store.catalogChanges(version)).webhooks
    assert.deepEqual(changed, {
      ...webhook,
      state: 'disabled',
      stateReason: disabling.reason,
      updatedAtMs: webhook.updatedAtMs + 1,
    })
    assert.deepEqual(await troubleOf(store, webhook), givenUp)
    const page = { before: null, limit: 10 }
    assert.deepEqual(await store.listAudit(webhook.workspaceId, page), [audit])
    assert.deepEqual(await raised(store), [['webhook.disabled', { n: 1, count: 1 }]])
  })

  test('a webhook that is not active, or whose address is another, is not disabled', async ({
    store,
  }) => {
    const paused = await insert(store, { state: 'paused', stateReason: 'test' })
    const moved = await insert(store)
    const { version } = await store.catalogChanges(0)
    const audit = sampleAudit({ workspaceId: paused.workspaceId })
    for (const disabling of [
      disablingOf(paused),
      disablingOf(moved, { url: 'https://example.com/before' }),
      disablingOf(sampleWebhook()),
    ]) {
      const notice = noticeAt(startMs)
      assert.equal(await store.disableWebhook({ ...disabling, notice }, audit), 'changed')
    }
    assert.equal((await store.catalogChanges(0)).version, version)
    assert.deepEqual(await store.listAudit(paused.workspaceId, { before: null, limit: 10 }), [])
    assert.deepEqual(await raised(store), [])
  })

  test('a late change of a webhook that was disabled meanwhile is told so', async ({ store }) => {
    const webhook = await insert(store)
    await store.disableWebhook(disablingOf(webhook, { atMs: startMs - 9 }), sampleAudit())
    const guard = { ifUpdatedAtMs: webhook.updatedAtMs, limit: null }
    const late = { ...webhook, name: 'late', updatedAtMs: webhook.updatedAtMs + 1 }
    assert.equal(await store.updateWebhook(late, guard, sampleAudit()), 'changed')
  })

  test('of each webhook and type one event is raised in an hour, and every occurrence counted', async ({
    store,
    restart,
  }) => {
    const [webhook, other] = [await insert(store), await insert(store)]
    for (let n = 1; n <= 5; n += 1) {
      await settleWith(store, webhook, { notice: noticeAt(startMs + n, 'delivery.failed', { n }) })
    }
    await settleWith(store, webhook, { notice: noticeAt(startMs + 1, 'webhook.recovered') })
    await settleWith(store, other, { notice: noticeAt(startMs + 1) })
    const first = [
      ['delivery.failed', { n: 1, count: 1 }],
      ['webhook.recovered', { n: 1, count: 1 }],
      ['delivery.failed', { n: 1, count: 1 }],
    ]
    assert.deepEqual(await raised(store), first)
    assert.equal(await store.raiseNotices(startMs + hourMs, [newId()]), 0)

    const successor = await restart()
    const eventId = newId()
    assert.equal(await successor.raiseNotices(startMs + hourMs + 1, [eventId, newId()]), 1)
    assert.deepEqual(await raised(successor), [...first, ['delivery.failed', { n: 5, count: 4 }]])
    const { event } = (await successor.readInbox(0, 10)).at(-1) ?? assert.fail('nothing is raised')
    assert.deepEqual([event.id, event.workspaceId], [eventId, webhook.workspaceId])

    // An hour later it is told at once again, and what was not told before is in the count.
    const notice = noticeAt(startMs + hourMs + 2, 'delivery.failed', { n: 6 })
    await settleWith(successor, webhook, { notice })
    assert.equal((await raised(successor)).length, 4)
    const later = noticeAt(startMs + 2 * hourMs + 1, 'delivery.failed', { n: 7 })
    await settleWith(successor, webhook, { notice: later })
    assert.deepEqual((await raised(successor)).at(-1), ['delivery.failed', { n: 7, count: 2 }])
  })

  test('what waits to be told is raised for as many ids as there are', async ({ store }) => {
    for (let count = 0; count < 3; count += 1) {
      const webhook = await insert(store)
      for (const atMs of [startMs, startMs + 1]) {
        await settleWith(store, webhook, { notice: noticeAt(atMs) })
      }
    }
    const raiseTwo = () => store.raiseNotices(startMs + hourMs, [newId(), newId()])
    assert.deepEqual([await raiseTwo(), await raiseTwo(), await raiseTwo()], [2, 1, 0])
  })
}

async function insert(store: Store, fields: Partial<Webhook> = {}): Promise<Webhook> {
  const webhook = sampleWebhook(fields)
  await store.insertWebhook(webhook, null, sampleAudit())
  return webhook
}

function changeOf(
  { id, workspaceId }: Webhook,
  change: Pick<HealthChange, 'trouble' | 'notice'>,
): HealthChange {
  return { webhookId: id, workspaceId, ...change }
}

/** A delivery that ends, or waits for its retry, with this change. */
async function settleWith(
  store: Store,
  webhook: Webhook,
  change: Pick<HealthChange, 'trouble' | 'notice'>,
  kind: 'finish' | 'retry' = 'finish',
): Promise<void> {
  const delivery = await journalOne(store, webhook)
  const settlement = kind === 'finish' ? finished(delivery, 'failed') : retried(delivery, startMs)
  await commit(store, [], [{ ...settlement, health: changeOf(webhook, change) }])
}

async function troubleOf(store: Store, { id }: Webhook): Promise<Trouble | undefined> {
  const troubles = await store.listTroubles(null, 100)
  return troubles.find(({ webhookId }) => webhookId === id)?.trouble
}

function noticeAt(
  atMs: number,
  type: Notice['type'] = 'delivery.failed',
  data: Notice['data'] = { n: 1 },
): Notice {
  return { type, eventId: newId(), atMs, data }
}

function disablingOf(
  { id, workspaceId, url }: Webhook,
  fields: Partial<Disabling> = {},
): Disabling {
  return {
    webhookId: id,
    workspaceId,
    url,
    reason: 'It failed',
    atMs: startMs,
    notice: null,
    ...fields,
  }
}

/** Types and data in the order in which they were raised. */
async function raised(store: Store): Promise<unknown[]> {
  const entries = await store.readInbox(0, 100)
  return entries.map(({ event }) => [event.type, JSON.parse(Buffer.from(event.data).toString())])
}
