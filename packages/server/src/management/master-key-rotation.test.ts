import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { ManualClock } from '../../test/support/manual-clock.ts'
import { startReceiver } from '../../test/support/receiver.ts'
import { stringAt } from '../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../test/support/test-app.ts'
import {
  formatMasterKey,
  generateMasterKey,
  keyNameOf,
  parseMasterKeys,
} from '../config/key-ring.ts'
import { parsePublicId } from '../http/public-ids.ts'
import { getWebhook } from './get-webhook.ts'
import { changeWebhook } from './change-webhook.ts'
import { allSealedTexts } from './sealed-webhooks.ts'

const path = '/v1/master-key'
const url = 'https://yourapp.com/webhook'

async function createWebhooks(app: TestApp, count: number, to = url): Promise<string[]> {
  const ids: string[] = []
  for (let made = 0; made < count; made += 1) {
    const created = await app.call('POST', '/v1/webhooks', { url: to, events: ['*'] })
    assert.equal(created.status, 201)
    ids.push(stringAt(created.body, 'id'))
  }
  return ids
}

/** Names of the keys that anything is sealed under. */
function namesInUse({ context }: TestApp): string[] {
  const names = Array.from(allSealedTexts(context.engine.catalog), ({ sealed }) =>
    keyNameOf(sealed),
  )
  return [...new Set(names)]
}

function namesInFile({ dataDir }: TestApp): string[] {
  const keys = parseMasterKeys(readFileSync(join(dataDir, 'master.key'), 'utf8').trim())
  return (keys ?? []).map(({ name }) => name)
}

function remaining(app: TestApp): number {
  return app.context.masterKey.status().remaining
}

test('everything is sealed anew while the server works, and then the former key is dropped', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  await using receiver = await startReceiver()
  await using app = await startTestApp({ clock })
  await createWebhooks(app, 3, receiver.url)
  const [former = ''] = namesInFile(app)
  assert.deepEqual((await app.admin('GET', path)).body, {
    name: former,
    former_names: [],
    source: 'file',
    sealed: 3,
    remaining: 0,
    unreadable: 0,
  })

  const begun = await app.admin('POST', `${path}/rotate`)
  assert.equal(begun.status, 202)
  const current = stringAt(begun.body, 'name')
  assert.deepEqual(begun.body.former_names, [former])
  await eventually('everything to be sealed anew', () => remaining(app) === 0)
  assert.deepEqual(namesInUse(app), [current])
  const event = { type: 'user.created', data: {} }
  assert.equal((await app.call('POST', '/v1/events', event)).status, 202)
  await eventually('deliveries, signed as before', () => receiver.requests.length === 3)

  // What was sealed before may still be on its way into the store.
  await clock.advance(29_000)
  assert.deepEqual(namesInFile(app), [current, former])
  await eventually('the former key to be dropped', async () => {
    await clock.advance(1000)
    return namesInFile(app).length === 1
  })
  assert.deepEqual(namesInFile(app), [current])
  assert.deepEqual((await app.admin('GET', path)).body.former_names, [])
  await app.restart()
  assert.equal((await app.call('POST', '/v1/events', event)).status, 202)
  await eventually('deliveries after a restart', () => receiver.requests.length === 6)
})

test('a rotation that was cut off is taken up at the next start', async () => {
  await using app = await startTestApp()
  await createWebhooks(app, 250)
  // Not awaited: the first batch of two is at most on its way.
  const begun = await app.context.masterKey.rotate(null)
  await app.restart()
  await eventually('the rest to be sealed anew', () => remaining(app) === 0)
  assert.deepEqual(namesInUse(app), [begun.name])
  assert.deepEqual(namesInFile(app), [begun.name, ...begun.formerNames])
})

test('a change that was begun before is made on what was sealed anew, and loses nothing', async () => {
  await using app = await startTestApp()
  const [publicId = ''] = await createWebhooks(app, 1)
  const id = parsePublicId('webhook', publicId) ?? ''
  const before = getWebhook(app.context, id)
  const { name } = await app.context.masterKey.rotate(null)
  await eventually('it to be sealed anew', () => remaining(app) === 0)
  const guard = { ifUpdatedAtMs: before.updatedAtMs, limit: null }
  const audit = {
    id: app.context.ids.next(),
    workspaceId: null,
    atMs: 0,
    actor: null,
    action: 'webhook.update',
    targetId: id,
    detail: {},
  }
  assert.equal(await app.context.store.updateWebhook(before, guard, audit), 'changed')
  const change = { id, action: 'webhook.update', detail: {} }
  const apply = (webhook: typeof before) => ({ ...webhook, name: 'changed' })
  const changed = await changeWebhook(app.context, { ...change, apply }, null)
  assert.equal(keyNameOf(changed.secrets[0]?.sealed ?? ''), name)
})

test('a second rotation waits for the first, and keys of workspaces rotate nothing', async () => {
  await using app = await startTestApp()
  await createWebhooks(app, 1)
  const [first, second] = await Promise.all([
    app.admin('POST', `${path}/rotate`),
    app.admin('POST', `${path}/rotate`),
  ])
  assert.deepEqual(
    [first.status, second.status].toSorted((a, b) => a - b),
    [202, 409],
  )
  await eventually('the first to be done', () => remaining(app) === 0)
  assert.equal((await app.admin('POST', `${path}/rotate`)).status, 202)

  const created = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'admin of a workspace',
    scopes: ['admin'],
  })
  const authorization = { authorization: `Bearer ${stringAt(created.body, 'key')}` }
  for (const [method, at] of [
    ['GET', path],
    ['POST', `${path}/rotate`],
  ] as const) {
    assert.equal((await app.call(method, at, undefined, authorization)).status, 403)
  }
})

test('a text that is damaged keeps its key, is counted, and holds up nothing else', async () => {
  await using app = await startTestApp()
  const [publicId = ''] = await createWebhooks(app, 2)
  const id = parsePublicId('webhook', publicId) ?? ''
  const change = { id, action: 'webhook.update', detail: {} }
  await changeWebhook(
    app.context,
    {
      ...change,
      apply: (webhook) => ({
        ...webhook,
        secrets: webhook.secrets.map((secret) => ({ ...secret, sealed: `${secret.sealed}AAAA` })),
      }),
    },
    null,
  )
  await app.context.masterKey.rotate(null)
  await eventually('the other to be sealed anew', () => {
    const status = app.context.masterKey.status()
    return status.remaining === 1 && status.unreadable === 1
  })
  // Another key may have got out: what is damaged does not keep anybody from changing it.
  await app.context.masterKey.rotate(null)
})

test('a key that was put in front in the environment takes over by itself', async () => {
  const former = formatMasterKey({ ...generateMasterKey(), name: 'k1' })
  const next = formatMasterKey({ ...generateMasterKey(), name: 'k2' })
  const environment = { POSTHORN_MASTER_KEY: former }
  await using app = await startTestApp({ environment })
  await createWebhooks(app, 2)
  const refused = await app.admin('POST', `${path}/rotate`)
  assert.equal(refused.status, 409)
  assert.match(stringAt(refused.body.error, 'message'), /POSTHORN_MASTER_KEY/)
  assert.deepEqual(namesInUse(app), ['k1'])
  await app.restart({ POSTHORN_MASTER_KEY: `${next},${former}` })
  await eventually('everything to be sealed anew', () => remaining(app) === 0)
  assert.deepEqual(namesInUse(app), ['k2'])
})

test('the rotation is on record, and so is the end of the former key', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  await using app = await startTestApp({ clock })
  const [former] = namesInFile(app)
  await app.admin('POST', `${path}/rotate`)
  await eventually('the former key to be dropped', async () => {
    await clock.advance(5000)
    return namesInFile(app).length === 1
  })
  const [name] = namesInFile(app)
  const { body } = await app.admin('GET', '/v1/audit?limit=2')
  const shown = Object.values(body.data ?? {}).map((entry) => [entry?.action, entry?.detail])
  assert.deepEqual(shown, [
    ['master_key.retire', { name, former: [former] }],
    ['master_key.rotate', { former: [former] }],
  ])
})

test('a server whose keys do not fit its database refuses to start', async () => {
  const key = (name: string) => formatMasterKey({ ...generateMasterKey(), name })
  const right = key('k1')
  await using app = await startTestApp({ environment: { POSTHORN_MASTER_KEY: right } })
  await createWebhooks(app, 2)
  // As when a database is put beside the keys of another server.
  rmSync(join(app.dataDir, 'master.key.check'))
  for (const wrong of [key('k2'), key('k1')]) {
    await assert.rejects(app.restart({ POSTHORN_MASTER_KEY: wrong }), /does not fit the database/)
  }
  await app.restart({ POSTHORN_MASTER_KEY: right })
})
