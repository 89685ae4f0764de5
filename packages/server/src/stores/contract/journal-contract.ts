import assert from 'node:assert/strict'
import { deliveryIdOf } from '../../domain/ids.ts'
import type { Store } from '../store.ts'
import type { StoreTest } from './open-store.ts'
import {
  bytesOf,
  commit,
  entryOf,
  finished,
  journalOne,
  newId,
  onlyOne,
  sampleAudit,
  sampleEvent,
  sampleWebhook,
  sampleWorkspace,
  startMs,
} from './samples.ts'

const dayMs = 24 * 60 * 60 * 1000

/** What `commit` promises to publishers. */
export function testJournal(test: StoreTest): void {
  test('an event is kept in the bytes it came in', async ({ store }) => {
    const event = sampleEvent({
      data: bytesOf('{ "n": 1.0, "text": "Zoë 🎺" }'),
      channels: ['eu', 'naïve'],
      isTest: true,
    })
    const result = await commit(store, [entryOf(event, [sampleWebhook(), sampleWebhook()])])
    assert.deepEqual(result.outcomes, [{ kind: 'accepted' }])
    assert.deepEqual(await store.getEvent(event.workspaceId, event.id), event)
    const deliveries = await store.listDeliveriesOfEvent(event.workspaceId, event.id)
    assert.deepEqual(
      deliveries.map(({ id, status, isTest }) => ({ id, status, isTest })),
      [1, 2].map((n) => ({ id: deliveryIdOf(event.id, n), status: 'pending', isTest: true })),
    )
  })

  test('an event of another workspace is not found', async ({ store }) => {
    const event = sampleEvent()
    await commit(store, [entryOf(event, [])])
    assert.equal(await store.getEvent(newId(), event.id), null)
    assert.deepEqual(await store.listDeliveriesOfEvent(newId(), event.id), [])
  })

  test('a batch that was fanned out with an older catalogue writes nothing', async ({ store }) => {
    const { version } = await store.catalogChanges(0)
    const webhook = sampleWebhook()
    await store.insertWebhook(webhook, null, sampleAudit())
    const entry = entryOf(sampleEvent(), [webhook], 'parked')
    const batch = { catalogVersion: version, publishes: [entry], settlements: [] }
    assert.deepEqual(await store.commit(batch), { kind: 'stale-catalog' })
    assert.equal(await store.getEvent(entry.event.workspaceId, entry.event.id), null)
    assert.equal((await store.stats()).parked, 0)
    await commit(store, [entry])
    assert.equal((await store.stats()).parked, 1)
  })

  test('any change of the catalogue makes an older batch stale', async ({ store }) => {
    const workspace = sampleWorkspace()
    const { version } = await store.catalogChanges(0)
    await store.insertWorkspace(workspace, sampleAudit())
    const later = await store.catalogChanges(version)
    await store.updateWorkspace({ ...workspace, updatedAtMs: startMs + 1 }, startMs, sampleAudit())
    for (const catalogVersion of [version, later.version]) {
      const batch = { catalogVersion, publishes: [entryOf(sampleEvent(), [])], settlements: [] }
      assert.equal((await store.commit(batch)).kind, 'stale-catalog')
    }
  })

  test('settlements do not depend on the catalogue', async ({ store }) => {
    const webhook = sampleWebhook()
    const delivery = await journalOne(store, webhook)
    await store.insertWebhook(webhook, null, sampleAudit())
    const settlements = [finished(delivery, 'success')]
    const result = await store.commit({ catalogVersion: 0, publishes: [], settlements })
    assert.deepEqual(result, { kind: 'committed', outcomes: [] })
    const view = await store.getDelivery(webhook.workspaceId, delivery.id)
    assert.equal(view?.status, 'success')
  })

  test('one bad row refuses its batch and leaves nothing of it', async ({ store }) => {
    const good = entryOf(sampleEvent(), [sampleWebhook()])
    const bad = entryOf(sampleEvent(), [sampleWebhook()])
    await commit(store, [bad])
    for (const publishes of [
      [good, bad],
      [good, good],
      [good, entryOf(sampleEvent({ id: 'short' }), [])],
      [good, entryOf(sampleEvent({ id: 'x'.repeat(32) }), [])],
    ]) {
      await assert.rejects(commit(store, publishes), { name: 'StoreError', outcome: 'refused' })
    }
    assert.equal(await store.getEvent(good.event.workspaceId, good.event.id), null)
    await commit(store, [good])
    assert.deepEqual(await store.getEvent(good.event.workspaceId, good.event.id), good.event)
  })

  test('after a commit of unknown outcome the journal tells which events it holds', async ({
    store,
  }) => {
    const written = entryOf(sampleEvent(), [])
    await commit(store, [written])
    const found = await store.findJournaled([newId(), written.event.id, newId()])
    assert.deepEqual(found, new Set([written.event.id]))
    assert.deepEqual(await store.findJournaled([]), new Set())
  })

  test('a key that was used before answers with the first event, or a conflict', async ({
    store,
  }) => {
    const first = keyedEntry('key', 'fingerprint')
    const same = keyedEntry('key', 'fingerprint')
    const other = keyedEntry('key', 'another one')
    const fresh = keyedEntry('another key', 'fingerprint')
    await commit(store, [first])
    const { outcomes } = await commit(store, [same, other, fresh])
    assert.deepEqual(outcomes, [
      { kind: 'duplicate', eventId: first.event.id },
      { kind: 'conflict' },
      { kind: 'accepted' },
    ])
    assert.equal(await exists(store, same), false)
    assert.equal(await exists(store, other), false)
    assert.equal(await exists(store, fresh), true)
    assert.equal((await store.stats()).parked, 2)
  })

  test('a key is one within a batch, too', async ({ store }) => {
    const first = keyedEntry('key', 'fingerprint')
    const { outcomes } = await commit(store, [
      first,
      keyedEntry('key', 'fingerprint'),
      keyedEntry('key', 'another one'),
      entryOf(sampleEvent(), []),
    ])
    assert.deepEqual(outcomes, [
      { kind: 'accepted' },
      { kind: 'duplicate', eventId: first.event.id },
      { kind: 'conflict' },
      { kind: 'accepted' },
    ])
  })

  test('a refused batch leaves its keys free', async ({ store }) => {
    const bad = entryOf(sampleEvent(), [])
    await assert.rejects(commit(store, [keyedEntry('key', 'fingerprint'), bad, bad]))
    const { outcomes } = await commit(store, [keyedEntry('key', 'another one')])
    assert.deepEqual(outcomes, [{ kind: 'accepted' }])
  })

  test('a key is remembered for a day at least and for two at most', async ({ store }) => {
    const outcomeOf = async (key: string) =>
      onlyOne((await commit(store, [keyedEntry(key, 'fingerprint')])).outcomes).kind
    await store.turnIdempotency(startMs)
    assert.equal(await outcomeOf('early'), 'accepted')
    await store.turnIdempotency(startMs + dayMs - 1)
    await store.turnIdempotency(startMs + dayMs)
    assert.equal(await outcomeOf('late'), 'accepted')
    assert.equal(await outcomeOf('early'), 'duplicate')
    await store.turnIdempotency(startMs + 2 * dayMs - 1)
    assert.equal(await outcomeOf('early'), 'duplicate')
    await store.turnIdempotency(startMs + 2 * dayMs)
    assert.equal(await outcomeOf('late'), 'duplicate')
    assert.equal(await outcomeOf('early'), 'accepted')
  })
}

/** Of one workspace: a key is a hash of it, among other things. */
const keyedWorkspace = newId()

function keyedEntry(key: string, fingerprint: string) {
  const idempotency = { key: sixteen(key), fingerprint: sixteen(fingerprint) }
  const event = sampleEvent({ workspaceId: keyedWorkspace })
  return { ...entryOf(event, [sampleWebhook()], 'parked'), idempotency }
}

function sixteen(text: string): Uint8Array {
  return bytesOf(text.padEnd(16))
}

async function exists(store: Store, { event }: ReturnType<typeof entryOf>): Promise<boolean> {
  return (await store.getEvent(event.workspaceId, event.id)) !== null
}
