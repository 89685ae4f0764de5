import assert from 'node:assert/strict'
import type { Erasure } from '../../domain/erasure.ts'
import type { Id } from '../../domain/ids.ts'
import type { Webhook } from '../../domain/webhook.ts'
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
  raisedEvent,
  retried,
  sampleAudit,
  sampleErasure,
  sampleEvent,
  sampleEventType,
  sampleKey,
  samplePortalLink,
  sampleRecovery,
  sampleWebhook,
  sampleWorkspace,
  startMs,
} from './samples.ts'

const anyPage = { before: null, limit: 100 }
const anyEvent = { type: null, channel: null, fromMs: null, toMs: null }

async function eraseAll(store: Store, erasure: Erasure, limit = 3): Promise<Erasure | null> {
  for (let steps = 0; steps < 200; steps += 1) {
    const { isClean, erasure: now } = await store.advanceErasure(erasure.id, limit)
    if (isClean) return now
  }
  throw new Error('The erasure goes on and on')
}

/** An event in each state that its deliveries may be in; their ids. */
async function publishAbout(store: Store, webhook: Webhook, subject: string): Promise<Id[]> {
  const fields = { subject, channels: ['eu'] }
  const ended = await journalOne(store, webhook, fields)
  const scheduled = await journalOne(store, webhook, fields)
  const again = await journalOne(store, webhook, fields)
  await commit(store, [], [finished(ended, 'failed'), retried(scheduled, startMs)])
  await commit(store, [], [retried(again, startMs)])
  const due = await store.claimDue(startMs, 10)
  await commit(
    store,
    [],
    due.deliveries.filter(({ id }) => id === again.id).map((each) => finished(each, 'success')),
  )
  const held = await journalOne(store, webhook, fields)
  const { workspaceId, id: webhookId, laneId } = webhook
  const of = (eventId: Id) => ({ id: newId(), workspaceId, eventId, webhookId, laneId })
  const redeliveries = [ended.event.id, held.event.id].map((id) => ({ ...of(id), retryOf: null }))
  await store.insertRedeliveries(redeliveries, sampleAudit({ workspaceId }))
  return [ended, scheduled, again, held].map(({ event }) => event.id)
}

/** What is there of a webhook, and of its workspace's events. */
async function footprint(store: Store, webhook: Webhook) {
  const { workspaceId } = webhook
  const page = { ...anyPage, offset: 0 }
  return {
    events: (await store.listEvents(workspaceId, anyEvent, anyPage)).map(({ id }) => id),
    deliveries: await store.listDeliveriesOfWebhook(webhook, { statuses: null }, page),
    count: await store.countDeliveriesOfWebhook(webhook, { statuses: null }),
    hours: await store.countDeliveriesByHour([webhook.id], 0),
    channel: await store.listEventsOfChannel(workspaceId, 'eu', {
      types: null,
      after: null,
      limit: 100,
    }),
  }
}

/** What is removed because somebody asked for it. */
export function testErasures(test: StoreTest): void {
  for (const isIndexed of [false, true]) {
    const where = isIndexed ? 'in the indexes' : 'in the journal alone'
    test(`all about a subject is erased and nothing else, ${where}`, async ({ store }) => {
      const webhook = sampleWebhook()
      await publishAbout(store, webhook, 'other')
      if (isIndexed) await indexAll(store)
      const before = await footprint(store, webhook)
      const events = await publishAbout(store, webhook, 'someone')
      const [first = ''] = events
      if (isIndexed) await indexAll(store)
      const { workspaceId } = webhook
      const erasure = sampleErasure({ workspaceId, scope: 'subject', subject: 'someone' })
      await store.insertErasure(erasure, sampleAudit())
      assert.deepEqual(await store.runningErasures(), [erasure])
      const later = await journalOne(store, webhook, { subject: 'someone' })
      const namesake = await journalOne(store, sampleWebhook(), { subject: 'someone' })

      const after = await eraseAll(store, erasure)
      assert.partialDeepStrictEqual(after, { events: 4, deliveries: 6, state: 'running' })
      assert.notEqual(await store.getEvent(namesake.event.workspaceId, namesake.event.id), null)
      assert.notEqual(await store.getEvent(workspaceId, later.event.id), null)
      assert.deepEqual(await store.listDeliveriesOfEvent(workspaceId, first), [])
      const left = await footprint(store, webhook)
      assert.deepEqual(
        { ...left, events: left.events.filter((id) => id !== later.event.id) },
        before,
      )
      await indexAll(store)
      const indexed = await footprint(store, webhook)
      assert.deepEqual([indexed.events.length, indexed.count], [5, before.count])
    })
  }

  test('what is held of an erased event is written back by nobody', async ({ store }) => {
    const webhook = sampleWebhook()
    const { workspaceId } = webhook
    const deliveries = [1, 2, 3].map(() => journalOne(store, webhook, { subject: 'x' }))
    const [one, two, three] = await Promise.all(deliveries)
    assert.ok(one !== undefined && two !== undefined && three !== undefined)
    const erasure = sampleErasure({ workspaceId, scope: 'subject', subject: 'x' })
    await store.insertErasure(erasure, sampleAudit())
    await eraseAll(store, erasure)
    const settlements = [finished(one, 'success'), retried(two, startMs)]
    await commit(store, [], [...settlements, { kind: 'park', delivery: three }])
    for (const delivery of [one, two, three]) {
      assert.equal(await store.getDelivery(workspaceId, delivery.id), null)
    }
    assert.deepEqual(await store.claimParked(webhook.laneId, 10), [])
    assert.deepEqual(await store.claimDue(startMs, 10), { deliveries: [], nextDueAtMs: null })
    assert.equal(await store.countDeliveriesOfWebhook(webhook, { statuses: null }), 0)
  })

  test('an event with more deliveries than a step removes is erased over several', async ({
    store,
  }) => {
    const webhooks = Array.from({ length: 10 }, () => sampleWebhook())
    const event = sampleEvent({ subject: 'x' })
    const entry = entryOf(event, webhooks)
    await commit(store, [entry])
    await commit(
      store,
      [],
      heldOf(entry)
        .slice(0, 5)
        .map((each) => finished(each, 'failed')),
    )
    const { workspaceId } = event
    const erasure = sampleErasure({ workspaceId, scope: 'subject', subject: 'x' })
    await store.insertErasure(erasure, sampleAudit())
    const { isClean, erasure: now } = await store.advanceErasure(erasure.id, 2)
    assert.equal(isClean, false)
    assert.ok((now?.deliveries ?? 0) <= 4)
    assert.partialDeepStrictEqual(await eraseAll(store, erasure), { events: 1, deliveries: 10 })
    assert.equal(await store.getEvent(workspaceId, event.id), null)
  })

  test('numbers that are given again do not keep new events out of the indexes', async ({
    store,
  }) => {
    const webhook = sampleWebhook()
    const { workspaceId } = webhook
    const old = await journalOne(store, webhook, { subject: 'x' })
    await commit(store, [], [finished(old, 'success')])
    await indexAll(store)
    const erasure = sampleErasure({ workspaceId, scope: 'subject', subject: 'x' })
    await store.insertErasure(erasure, sampleAudit())
    await eraseAll(store, erasure)
    const fresh = await journalOne(store, webhook)
    await commit(store, [], [finished(fresh, 'success')])
    await indexAll(store)
    const other = await journalOne(store, webhook)
    await commit(store, [], [finished(other, 'success')])
    await indexAll(store)
    const { events, count } = await footprint(store, webhook)
    assert.deepEqual([events, count], [[other.event.id, fresh.event.id], 2])
  })

  test('of a deleted workspace nothing is left but empty tombstones and who did what', async ({
    store,
    restart,
  }) => {
    const workspace = sampleWorkspace()
    const { id: workspaceId } = workspace
    const webhook = sampleWebhook({ workspaceId, name: 'secret name', profileData: '{}' })
    const other = sampleWebhook()
    await store.insertWorkspace(workspace, sampleAudit())
    const detail = { name: 'secret name' }
    await store.insertWebhook(webhook, null, sampleAudit({ workspaceId, detail }))
    await store.insertWebhook(other, null, sampleAudit())
    const key = sampleKey({ workspaceId })
    await store.insertKey(key, sampleAudit(), [raisedEvent({ workspaceId }), raisedEvent()])
    const named = { workspaceId, action: 'event_type.update', targetId: 'secret.name' }
    await store.putEventType(sampleEventType({ workspaceId }), sampleAudit(named))
    await store.changeCredits(
      workspaceId,
      { kind: 'set', balance: 5, threshold: null },
      {
        atMs: startMs,
        audit: null,
        eventIds: { 'credits.low': newId(), 'credits.exhausted': newId() },
      },
    )
    const record = { profile: 'acme', workspaceId, kind: 'session', parentId: null, data: '{}' }
    await store.changeRecords(
      ['a', 'b', 'c', 'd'].map((id) => ({ kind: 'insert', record: { ...record, id, dueAtMs: 1 } })),
      [],
    )
    const recovery = sampleRecovery({ workspaceId, webhookId: webhook.id })
    await store.insertRecovery(recovery, sampleAudit())
    const link = samplePortalLink({ workspaceId })
    await store.insertPortalLink(link, sampleAudit())
    await publishAbout(store, webhook, 'someone')
    await journalOne(store, webhook)
    await publishAbout(store, other, 'someone')
    const before = await footprint(store, other)

    const tombstone = { ...workspace, updatedAtMs: startMs + 1, deletedAtMs: startMs + 1 }
    const deletion = { tombstone, ifUpdatedAtMs: startMs }
    const erasure = sampleErasure({ workspaceId, scope: 'workspace' })
    const stale = { ...deletion, ifUpdatedAtMs: startMs - 1 }
    assert.equal(await store.deleteWorkspace(stale, erasure, sampleAudit()), 'changed')
    assert.deepEqual(await store.runningErasures(), [])
    assert.equal(await store.deleteWorkspace(deletion, erasure, sampleAudit()), 'deleted')
    await store.advanceErasure(erasure.id, 3)
    const restarted = await restart()
    const after = await eraseAll(restarted, erasure)
    assert.partialDeepStrictEqual(after, { events: 5, deliveries: 7 })
    await restarted.finishErasure(erasure.id, startMs + 9)
    assert.partialDeepStrictEqual(await restarted.getErasure(erasure.id), {
      state: 'done',
      finishedAtMs: startMs + 9,
    })

    const { deliveries: _, ...left } = await footprint(restarted, webhook)
    assert.deepEqual(left, { events: [], count: 0, hours: [], channel: [] })
    assert.deepEqual(await footprint(restarted, other), before)
    assert.equal(await restarted.getCredits(workspaceId), null)
    assert.equal(await restarted.getRecovery(recovery.id), null)
    assert.equal(await restarted.getPortalLink(link.id), null)
    assert.deepEqual(await restarted.listRecords(record, anyPage), [])
    assert.equal((await restarted.readInbox(0, 10)).length, 1)
    const catalog = await restarted.catalogChanges(0)
    const [emptied] = catalog.webhooks.filter(({ id }) => id === webhook.id)
    assert.partialDeepStrictEqual(emptied, { state: 'deleted', url: '', name: null, secrets: [] })
    assert.equal(catalog.workspaces.find(({ id }) => id === workspaceId)?.name, '')
    assert.equal(catalog.keys.find(({ id }) => id === key.id)?.name, '')
    assert.deepEqual(catalog.eventTypes, [])
    const audit = await restarted.listAudit(workspaceId, anyPage)
    const said = audit.flatMap(({ detail: told }) => Object.keys(told))
    assert.deepEqual([audit.length, said], [3, []])
    assert.ok(audit.every(({ targetId }) => targetId !== 'secret.name'))
  })

  test('the subject is forgotten, and the files are scrubbed', async ({ store }) => {
    const erasure = sampleErasure({ scope: 'subject', subject: 'x' })
    await store.insertErasure(erasure, sampleAudit())
    await store.forgetSubject(erasure.id)
    assert.equal((await store.getErasure(erasure.id))?.subject, null)
    assert.deepEqual(await store.advanceErasure(erasure.id, 1), {
      erasure: { ...erasure, subject: null },
      isClean: true,
    })
    assert.equal(await store.scrub(), true)
  })
}
