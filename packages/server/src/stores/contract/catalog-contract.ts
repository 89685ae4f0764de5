import assert from 'node:assert/strict'
import type { ApiKey } from '../../domain/api-key.ts'
import { mostWithTls } from '../../domain/webhook.ts'
import { nothingChanged, type KeyRevocation } from '../catalog-store.ts'
import type { StoreTest } from './open-store.ts'
import {
  newId,
  raisedEvent,
  sampleAudit,
  sampleCertificate,
  sampleEventType,
  sampleKey,
  sampleTls,
  sampleWebhook,
  sampleWorkspace,
  startMs,
} from './samples.ts'

/** Workspaces, webhooks, event types, keys, and the record of who changed them. */
export function testCatalog(test: StoreTest): void {
  test('a new store has an empty catalogue of version 0', async ({ store }) => {
    const nothing = nothingChanged(0)
    assert.deepEqual(await store.catalogChanges(0), nothing)
  })

  test('what is written comes back as it was', async ({ store }) => {
    const workspace = sampleWorkspace({ name: 'Zoë & Söhne', openCatalogue: true })
    const webhook = sampleWebhook({
      workspaceId: workspace.id,
      name: 'first',
      description: 'naïve 🎺',
      channels: ['eu', 'us'],
      eventTypes: ['*'],
      laneId: newId(),
      state: 'disabled',
      stateReason: 'it answered 410',
      secrets: [
        { id: newId(), sealed: 'new', createdAtMs: startMs, expiresAtMs: null },
        { id: newId(), sealed: 'old', createdAtMs: startMs - 1, expiresAtMs: startMs + 1 },
      ],
      retryDelaysMs: [0, 1000],
      rateLimit: { perSecond: 0.5, burst: 3 },
      customHeaders: { names: ['Authorization', 'x-a'], sealed: 'headers' },
      tls: { ...sampleTls, clientCertificate: sampleCertificate, authorities: [sampleCertificate] },
      createdBy: newId(),
    })
    const plain = sampleWebhook({ workspaceId: workspace.id })
    const eventType = sampleEventType({
      workspaceId: workspace.id,
      schema: { type: 'object' },
      example: { name: 'Zoë' },
    })
    const everywhere = sampleEventType()
    const key = sampleKey({
      workspaceId: workspace.id,
      createdBy: newId(),
      expiresAtMs: startMs + 5,
    })
    const serverKey = sampleKey({ scopes: ['admin'] })
    await store.insertWorkspace(workspace, sampleAudit())
    await store.insertWebhook(webhook, null, sampleAudit())
    await store.insertWebhook(plain, null, sampleAudit())
    await store.putEventType(eventType, sampleAudit())
    await store.putEventType(everywhere, sampleAudit())
    await store.insertKey(key, sampleAudit(), [])
    await store.insertKey(serverKey, sampleAudit(), [])
    const { version, ...entries } = await store.catalogChanges(0)
    assert.ok(version > 0)
    assert.deepEqual(entries, {
      workspaces: [workspace],
      webhooks: [webhook, plain],
      eventTypes: [eventType, everywhere],
      keys: [key, serverKey],
      operators: [],
    })
  })

  test('only what changed after a version is told, in its latest form', async ({ store }) => {
    const first = sampleWorkspace()
    const second = sampleWorkspace()
    const webhook = sampleWebhook()
    const key = sampleKey()
    await store.insertWorkspace(first, sampleAudit())
    await store.insertWorkspace(second, sampleAudit())
    await store.insertWebhook(webhook, null, sampleAudit())
    await store.insertKey(key, sampleAudit(), [])
    const { version } = await store.catalogChanges(0)

    const deleted = { ...second, updatedAtMs: startMs + 1, deletedAtMs: startMs + 1 }
    await store.updateWorkspace(deleted, startMs, sampleAudit())
    await store.revokeKey(revocationOf(key, 2), sampleAudit(), [])
    await store.revokeKey(revocationOf(key, 3), sampleAudit(), [])
    const changes = await store.catalogChanges(version)
    assert.ok(changes.version > version)
    assert.deepEqual(changes, {
      ...nothingChanged(changes.version),
      workspaces: [deleted],
      keys: [{ ...key, revokedAtMs: startMs + 2 }],
    })
    const nothing = await store.catalogChanges(changes.version)
    assert.deepEqual(nothing.workspaces, [])
  })

  test('a catalogue of any size is told whole', async ({ store }) => {
    const workspaces = Array.from({ length: 1203 }, () => sampleWorkspace())
    await Promise.all(workspaces.map((entry) => store.insertWorkspace(entry, sampleAudit())))
    const changes = await store.catalogChanges(0)
    assert.deepEqual(changes.workspaces, workspaces)
  })

  test('an update on top of something else is refused and writes nothing', async ({ store }) => {
    const workspace = sampleWorkspace()
    const webhook = sampleWebhook({ workspaceId: workspace.id })
    await store.insertWorkspace(workspace, sampleAudit())
    await store.insertWebhook(webhook, null, sampleAudit())
    const before = await store.catalogChanges(0)
    const audit = sampleAudit({ action: 'too late' })
    const guard = { ifUpdatedAtMs: startMs - 1, limit: null }
    assert.equal(
      await store.updateWorkspace({ ...workspace, name: 'x' }, startMs - 1, audit),
      'changed',
    )
    assert.equal(await store.updateWebhook({ ...webhook, url: 'x' }, guard, audit), 'changed')
    assert.deepEqual(await store.catalogChanges(0), before)
    const entries = await store.listAudit(null, { before: null, limit: 10 })
    assert.ok(!entries.some(({ action }) => action === 'too late'))
  })

  test('what a webhook adds to requests and connections is changed and taken away', async ({
    store,
  }) => {
    const plain = sampleWebhook()
    await store.insertWebhook(plain, null, sampleAudit())
    const dressed = {
      ...plain,
      updatedAtMs: startMs + 1,
      customHeaders: { names: ['x-a'], sealed: 'headers' },
      tls: { ...sampleTls, clientCertificate: sampleCertificate },
    }
    const guard = { ifUpdatedAtMs: startMs, limit: null }
    await store.updateWebhook(dressed, guard, sampleAudit())
    assert.deepEqual((await store.catalogChanges(0)).webhooks, [dressed])
    const resealed = {
      ...dressed,
      updatedAtMs: startMs + 2,
      tls: { ...dressed.tls, sealed: 'anew' },
    }
    await store.replaceSealed([{ webhook: resealed, ifUpdatedAtMs: startMs + 1 }])
    assert.deepEqual((await store.catalogChanges(0)).webhooks, [resealed])
    const undressed = { ...plain, updatedAtMs: startMs + 3 }
    const later = { ifUpdatedAtMs: startMs + 2, limit: null }
    await store.updateWebhook(undressed, later, sampleAudit())
    assert.deepEqual((await store.catalogChanges(0)).webhooks, [undressed])
  })

  test('of two updates on the same base, one wins', async ({ store }) => {
    const webhook = sampleWebhook()
    await store.insertWebhook(webhook, null, sampleAudit())
    const results = await Promise.all(
      ['https://a.example', 'https://b.example'].map((url) =>
        store.updateWebhook(
          { ...webhook, url, updatedAtMs: startMs + 1 },
          { ifUpdatedAtMs: startMs, limit: null },
          sampleAudit(),
        ),
      ),
    )
    assert.deepEqual(results.toSorted(), ['changed', 'updated'])
  })

  test('the limit of active webhooks holds when many are made at once', async ({ store }) => {
    const workspaceId = newId()
    const results = await Promise.all(
      Array.from({ length: 8 }, () =>
        store.insertWebhook(sampleWebhook({ workspaceId }), { max: 3 }, sampleAudit()),
      ),
    )
    assert.equal(results.filter((result) => result === 'inserted').length, 3)
    assert.equal((await store.catalogChanges(0)).webhooks.length, 3)
  })

  test('the limit of webhooks with TLS holds when they are made or changed at once', async ({
    store,
  }) => {
    const workspaceId = newId()
    const plain = sampleWebhook({ workspaceId })
    await store.insertWebhook(plain, null, sampleAudit())
    const results = await Promise.all(
      Array.from({ length: mostWithTls + 3 }, () =>
        store.insertWebhook(sampleWebhook({ workspaceId, tls: sampleTls }), null, sampleAudit()),
      ),
    )
    assert.equal(results.filter((result) => result === 'inserted').length, mostWithTls)
    assert.equal(results.filter((result) => result === 'tls-limit-reached').length, 3)
    const guard = { ifUpdatedAtMs: startMs, limit: null }
    const sealed = { ...plain, tls: sampleTls }
    assert.equal(await store.updateWebhook(sealed, guard, sampleAudit()), 'tls-limit-reached')
    const { webhooks } = await store.catalogChanges(0)
    const present = webhooks.find(({ tls }) => tls !== null) ?? assert.fail()
    const renamed = { ...present, name: 'renamed', updatedAtMs: startMs + 1 }
    assert.equal(await store.updateWebhook(renamed, guard, sampleAudit()), 'updated')
    const elsewhere = sampleWebhook({ workspaceId: newId(), tls: sampleTls })
    assert.equal(await store.insertWebhook(elsewhere, null, sampleAudit()), 'inserted')
  })

  test('only active webhooks of the same profile and workspace count', async ({ store }) => {
    const workspaceId = newId()
    const insert = (fields: Parameters<typeof sampleWebhook>[0]) =>
      store.insertWebhook(sampleWebhook({ workspaceId, ...fields }), { max: 1 }, sampleAudit())
    assert.equal(await insert({ workspaceId: newId() }), 'inserted')
    assert.equal(await insert({ profile: 'graph8' }), 'inserted')
    assert.equal(await insert({ state: 'paused', stateReason: 'paused' }), 'inserted')
    assert.equal(await insert({}), 'inserted')
    assert.equal(await insert({ state: 'paused', stateReason: 'paused' }), 'inserted')
    assert.equal(await insert({}), 'limit-reached')
  })

  test('a webhook becomes active only within the limit, and stays so', async ({ store }) => {
    const workspaceId = newId()
    const active = sampleWebhook({ workspaceId })
    const paused = sampleWebhook({ workspaceId, state: 'paused', stateReason: 'paused' })
    await store.insertWebhook(active, { max: 1 }, sampleAudit())
    await store.insertWebhook(paused, { max: 1 }, sampleAudit())
    const guard = { ifUpdatedAtMs: startMs, limit: { max: 1 } }
    const resumed = { ...paused, state: 'active' as const, stateReason: null }
    assert.equal(await store.updateWebhook(resumed, guard, sampleAudit()), 'limit-reached')
    const renamed = { ...active, name: 'renamed', updatedAtMs: startMs + 1 }
    assert.equal(await store.updateWebhook(renamed, guard, sampleAudit()), 'updated')
    const { webhooks } = await store.catalogChanges(0)
    assert.deepEqual(webhooks, [paused, renamed])
  })

  test('an event type is replaced by one of its name in its workspace', async ({ store }) => {
    const workspaceId = newId()
    const everywhere = sampleEventType()
    const own = sampleEventType({ workspaceId, description: 'own' })
    await store.putEventType(everywhere, sampleAudit())
    await store.putEventType(own, sampleAudit())
    const deleted = { ...everywhere, updatedAtMs: startMs + 1, deletedAtMs: startMs + 1 }
    await store.putEventType(deleted, sampleAudit())
    const { eventTypes } = await store.catalogChanges(0)
    assert.deepEqual(eventTypes, [own, deleted])
  })

  test('a key is revoked once and deleted once, and each is on record', async ({ store }) => {
    const key = sampleKey()
    await store.insertKey(key, sampleAudit(), [])
    const revoke = (afterMs: number, permanent = false) =>
      store.revokeKey(
        { ...revocationOf(key, afterMs), permanent },
        sampleAudit({ action: `after ${afterMs}` }),
        [],
      )
    assert.deepEqual(
      [await revoke(1), await revoke(2), await revoke(3, true), await revoke(4, true)],
      ['revoked', 'unchanged', 'deleted', 'unchanged'],
    )
    assert.equal(await revoke(5), 'unchanged')
    assert.deepEqual((await store.catalogChanges(0)).keys, [
      { ...key, revokedAtMs: startMs + 1, deletedAtMs: startMs + 3 },
    ])
    const entries = await store.listAudit(null, { before: null, limit: 2 })
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['after 3', 'after 1'],
    )
  })

  test('a key that is not there is not revoked', async ({ store }) => {
    const { version } = await store.catalogChanges(0)
    const revocation = { ...revocationOf(sampleKey(), 1), permanent: true }
    assert.equal(await store.revokeKey(revocation, sampleAudit(), [raisedEvent()]), 'unchanged')
    assert.equal((await store.catalogChanges(0)).version, version)
    assert.deepEqual(await store.readInbox(0, 10), [])
  })

  test('two keys cannot have one hash', async ({ store }) => {
    const key = sampleKey()
    await store.insertKey(key, sampleAudit(), [])
    const before = await store.catalogChanges(0)
    const twin = sampleKey({ hash: key.hash })
    const error = { name: 'StoreError', outcome: 'refused' }
    await assert.rejects(store.insertKey(twin, sampleAudit(), []), error)
    assert.deepEqual(await store.catalogChanges(0), before)
  })

  test('each change is on record, newest first', async ({ store }) => {
    const workspaceId = newId()
    const entries = [
      sampleAudit({
        workspaceId,
        actor: { kind: 'operator', id: newId() },
        detail: { url: 'https://example.com/ë' },
      }),
      sampleAudit({ workspaceId: newId() }),
      sampleAudit({ workspaceId, action: 'webhook.create' }),
    ]
    for (const entry of entries) await store.insertWorkspace(sampleWorkspace(), entry)
    const [first, other, last] = entries
    const page = { before: null, limit: 10 }
    assert.deepEqual(await store.listAudit(workspaceId, page), [last, first])
    assert.deepEqual(await store.listAudit(null, page), [last, other, first])
    assert.deepEqual(await store.listAudit(null, { ...page, limit: 1 }), [last])
    assert.deepEqual(await store.listAudit(workspaceId, { ...page, before: last?.id ?? null }), [
      first,
    ])
  })
}

function revocationOf({ id }: ApiKey, afterMs: number): KeyRevocation {
  return { keyId: id, atMs: startMs + afterMs, permanent: false }
}
