import assert from 'node:assert/strict'
import { deliveryIdOf } from '../../domain/ids.ts'
import type { InboxEntry } from '../inbox-store.ts'
import type { JournalEntry } from '../journal-store.ts'
import type { Store } from '../store.ts'
import type { StoreTest } from './open-store.ts'
import {
  bytesOf,
  commit,
  entryOf,
  newId,
  onlyOne,
  raisedEvent,
  sampleAudit,
  sampleKey,
  sampleWebhook,
  startMs,
} from './samples.ts'

/** Events that are written with a change, and their way from there into the journal. */
export function testInbox(test: StoreTest): void {
  test('what a change raises comes out of the inbox as it was, in order', async ({ store }) => {
    const first = raisedEvent({
      data: bytesOf('{ "n": 1.0, "text": "Zoë 🎺" }'),
      channels: ['eu', 'naïve'],
    })
    const second = raisedEvent({ type: 'apikey.created' })
    const third = raisedEvent({ occurredAtMs: startMs - 7, acceptedAtMs: startMs - 3 })
    await raise(store, first, second)
    await raise(store, third)
    const entries = await store.readInbox(0, 10)
    assert.deepEqual(
      entries.map(({ event, idempotency }) => ({ event, idempotency })),
      [first, second, third].map((event) => ({ event, idempotency: null })),
    )
    assert.ok(entries.every(({ seq }, index) => seq > (entries[index - 1]?.seq ?? 0)))
  })

  test('the inbox is read in pages', async ({ store }) => {
    const events = Array.from({ length: 5 }, () => raisedEvent())
    await raise(store, ...events)
    const read: string[] = []
    for (let after = 0; ;) {
      const page = await store.readInbox(after, 2)
      assert.ok(page.length <= 2)
      read.push(...page.map(({ event }) => event.id))
      const last = page.at(-1)
      if (last === undefined) break
      after = last.seq
    }
    assert.deepEqual(
      read,
      events.map(({ id }) => id),
    )
  })

  test('a change that is refused raises nothing, and an event that cannot be raised stops its change', async ({
    store,
  }) => {
    const key = sampleKey()
    await store.insertKey(key, sampleAudit(), [])
    const twin = sampleKey({ hash: key.hash })
    await assert.rejects(store.insertKey(twin, sampleAudit(), [raisedEvent()]))
    const other = sampleKey()
    const broken = raisedEvent({ id: 'short' })
    await assert.rejects(store.insertKey(other, sampleAudit(), [raisedEvent(), broken]))
    assert.deepEqual((await store.catalogChanges(0)).keys, [key])
    assert.deepEqual(await store.readInbox(0, 10), [])
  })

  test('of many revocations of one key, one raises its event', async ({ store }) => {
    const key = sampleKey()
    await store.insertKey(key, sampleAudit(), [])
    const events = Array.from({ length: 8 }, () => raisedEvent())
    const results = await Promise.all(
      events.map((event, index) =>
        store.revokeKey(
          { keyId: key.id, atMs: startMs + index, permanent: index % 2 === 1 },
          sampleAudit(),
          [event],
        ),
      ),
    )
    assert.equal(results.filter((result) => result === 'revoked').length, 1)
    const { event } = onlyOne(await store.readInbox(0, 10))
    assert.equal(event.id, events[results.indexOf('revoked')]?.id)
  })

  test('journaling an entry takes it out of the inbox', async ({ store }) => {
    const event = raisedEvent()
    await raise(store, event, raisedEvent())
    const [entry, other] = await store.readInbox(0, 10)
    const webhook = sampleWebhook()
    const { outcomes } = await commit(store, [journalEntry(entry, webhook)])
    assert.deepEqual(outcomes, [{ kind: 'accepted' }])
    assert.deepEqual(await store.readInbox(0, 10), [other])
    assert.deepEqual(await store.getEvent(event.workspaceId, event.id), event)
    const delivery = onlyOne(await store.listDeliveriesOfEvent(event.workspaceId, event.id))
    assert.equal(delivery.id, deliveryIdOf(event.id, 1))
  })

  test('an entry whose row is gone is a duplicate, and writes nothing', async ({ store }) => {
    await raise(store, raisedEvent())
    const entry = onlyOne(await store.readInbox(0, 10))
    const { id: eventId, workspaceId } = entry.event
    const journaled = journalEntry(entry, sampleWebhook())
    const published = entryOf(raisedEvent(), [])
    const { outcomes } = await commit(store, [journaled, journaled, published])
    const duplicate = { kind: 'duplicate', eventId }
    assert.deepEqual(outcomes, [{ kind: 'accepted' }, duplicate, { kind: 'accepted' }])
    assert.deepEqual((await commit(store, [journaled])).outcomes, [duplicate])
    assert.equal((await store.listDeliveriesOfEvent(workspaceId, eventId)).length, 1)
  })

  test('an entry is never taken for a newer one with its number', async ({ store }) => {
    await raise(store, raisedEvent())
    const gone = onlyOne(await store.readInbox(0, 10))
    await commit(store, [journalEntry(gone)])
    await raise(store, raisedEvent())
    const newer = onlyOne(await store.readInbox(0, 10))
    const stale = { ...journalEntry(gone), inboxSeq: newer.seq }
    const { outcomes } = await commit(store, [stale])
    assert.deepEqual(outcomes, [{ kind: 'duplicate', eventId: gone.event.id }])
    assert.deepEqual(await store.readInbox(0, 10), [newer])
  })

  test('an entry whose key was used before leaves the inbox unjournaled', async ({ store }) => {
    const idempotency = { key: bytesOf('k'.repeat(16)), fingerprint: bytesOf('f'.repeat(16)) }
    const workspaceId = newId()
    const first = { ...entryOf(raisedEvent({ workspaceId }), []), idempotency }
    await commit(store, [first])
    await raise(store, raisedEvent({ workspaceId }))
    const entry = onlyOne(await store.readInbox(0, 10))
    const { outcomes } = await commit(store, [{ ...journalEntry(entry), idempotency }])
    assert.deepEqual(outcomes, [{ kind: 'duplicate', eventId: first.event.id }])
    assert.deepEqual(await store.readInbox(0, 10), [])
    assert.equal(await store.getEvent(entry.event.workspaceId, entry.event.id), null)
  })

  test('a refused batch and a stale one leave the inbox as it was', async ({ store }) => {
    await raise(store, raisedEvent(), raisedEvent())
    const entries = await store.readInbox(0, 10)
    const publishes = entries.map((entry) => journalEntry(entry))
    const bad = entryOf(raisedEvent(), [])
    await assert.rejects(commit(store, [...publishes, bad, bad]))
    assert.deepEqual(await store.readInbox(0, 10), entries)

    const { version } = await store.catalogChanges(0)
    await store.insertWebhook(sampleWebhook(), null, sampleAudit())
    const batch = { catalogVersion: version, publishes, settlements: [] }
    assert.deepEqual(await store.commit(batch), { kind: 'stale-catalog' })
    assert.deepEqual(await store.readInbox(0, 10), entries)
  })

  test('an entry that is rejected leaves the inbox, and is kept with the reason', async ({
    store,
  }) => {
    const workspaceId = newId()
    const events = ['eu', 'us'].map((channel) =>
      raisedEvent({ workspaceId, channels: [channel], subject: 'user_1' }),
    )
    await raise(store, ...events, raisedEvent())
    const [first, second, other] = await store.readInbox(0, 10)
    assert.ok(first !== undefined && second !== undefined)
    await store.rejectRaised(first, 'It does not fit.')
    await store.rejectRaised(second, 'Nor does this.')
    await store.rejectRaised(first, 'It does not fit.')
    assert.deepEqual(await store.readInbox(0, 10), [other])
    const rejected = { ...events[0], reason: 'It does not fit.' }
    assert.deepEqual(await store.getRejectedEvent(workspaceId, first.event.id), rejected)
    assert.equal(await store.getRejectedEvent(newId(), first.event.id), null)
    assert.equal(await store.getEvent(workspaceId, first.event.id), null)
    const list = (before: string | null, limit: number) =>
      store.listRejectedEvents(workspaceId, { before, limit })
    assert.deepEqual(
      (await list(null, 10)).map(({ id }) => id),
      [second.event.id, first.event.id],
    )
    assert.deepEqual(await list(null, 1), await list(null, 10).then((all) => all.slice(0, 1)))
    assert.deepEqual(await list(second.event.id, 10), [rejected])
  })

  test('what waits in the inbox outlives a restart', async ({ store, restart }) => {
    await raise(store, raisedEvent({ workspaceId: newId() }))
    const entries = await store.readInbox(0, 10)
    assert.equal(entries.length, 1)
    assert.deepEqual(await (await restart()).readInbox(0, 10), entries)
  })
}

function raise(store: Store, ...events: readonly ReturnType<typeof raisedEvent>[]): Promise<void> {
  return store.insertKey(sampleKey(), sampleAudit(), events)
}

function journalEntry(
  entry: InboxEntry | undefined,
  ...webhooks: readonly Parameters<typeof entryOf>[1][number][]
): JournalEntry {
  if (entry === undefined) throw new Error('the inbox holds less than it should')
  return { ...entryOf(entry.event, webhooks, 'parked'), inboxSeq: entry.seq }
}
