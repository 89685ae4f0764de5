import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { startReceiver, type Receiver } from '../../test/support/receiver.ts'
import { stringAt } from '../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../test/support/test-app.ts'
import type { ApiKey } from '../domain/api-key.ts'
import { toUuid } from '../domain/ids.ts'
import { createKey } from './create-key.ts'
import { revokeKey } from './revoke-key.ts'

/** A workspace that knows the types of the events of keys, and a receiver for all that it raises. */
async function listen(app: TestApp, receiver: Receiver): Promise<void> {
  for (const name of ['apikey.created', 'apikey.revoked']) {
    const path = `/v1/event-types/${name}`
    const answer = await app.admin('PUT', path, { workspace: app.workspace })
    assert.equal(answer.status, 200)
  }
  const webhook = { url: receiver.url, events: ['*'] }
  assert.equal((await app.call('POST', '/v1/webhooks', webhook)).status, 201)
}

function received({ requests }: Receiver): [unknown, unknown][] {
  return requests.map(({ body }) => {
    const { type, data } = JSON.parse(body.toString('utf8'))
    return [type, data]
  })
}

function keyOf(app: TestApp, publicId: string): ApiKey {
  const id = publicId.slice('key_'.length)
  const workspaceId = app.workspace.slice('ws_'.length)
  const found = app.context.engine.catalog.keysOf(workspaceId).find((key) => key.id === id)
  assert.ok(found !== undefined)
  return found
}

test('a key that is created and revoked is told to its workspace, each once', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await listen(app, receiver)
  const path = `/v1/workspaces/${app.workspace}/keys`
  const created = await app.admin('POST', path, { name: 'Zoë’s "key"', scopes: ['read'] })
  const id = stringAt(created.body, 'id')
  const keyId = toUuid(keyOf(app, id).id)
  await eventually('the first event', () => receiver.requests.length === 1)
  const told = {
    key_id: keyId,
    name: 'Zoë’s "key"',
    key_preview: `...${stringAt(created.body, 'key').slice(-4)}`,
  }
  assert.deepEqual(received(receiver), [['apikey.created', told]])
  assert.match(
    receiver.requests[0]?.body.toString('utf8') ?? '',
    /"data":\{"key_id":"[0-9a-f-]{36}","name":.*,"key_preview":/,
  )

  const answers = await Promise.all(
    Array.from({ length: 10 }, () => app.admin('DELETE', `${path}/${id}`)),
  )
  assert.ok(answers.every(({ status }) => status === 200))
  await app.admin('DELETE', `${path}/${id}`)
  await eventually('the second event', () => receiver.requests.length === 2)
  await app.restart()
  assert.deepEqual(received(receiver).slice(1), [
    ['apikey.revoked', { key_id: keyId, name: told.name, permanent: false }],
  ])
  const { body } = await app.call('GET', '/v1/events')
  assert.equal(body.pagination?.total ?? Object.keys(body.data ?? {}).length, 2)
})

test('a key that is deleted for good is refused and not listed, after a restart too', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await listen(app, receiver)
  const path = `/v1/workspaces/${app.workspace}/keys`
  const before = (await app.admin('GET', path)).body
  const created = await app.admin('POST', path, { name: 'short', scopes: ['read'] })
  const id = stringAt(created.body, 'id')
  const key = keyOf(app, id)
  await Promise.all([
    revokeKey(app.context, key, null, { permanent: true }),
    revokeKey(app.context, key, null, { permanent: true }),
  ])
  await eventually('two events', () => receiver.requests.length === 2)
  assert.deepEqual(received(receiver)[1], [
    'apikey.revoked',
    { key_id: toUuid(key.id), name: 'short', permanent: true },
  ])
  const authorization = { authorization: `Bearer ${stringAt(created.body, 'key')}` }
  const assertGone = async (): Promise<void> => {
    assert.deepEqual((await app.admin('GET', path)).body, before)
    assert.equal((await app.admin('DELETE', `${path}/${id}`)).status, 404)
    assert.equal((await app.call('GET', '/v1/webhooks', undefined, authorization)).status, 401)
  }
  await assertGone()
  await app.restart()
  await assertGone()
  assert.equal(receiver.requests.length, 2)
})

test('a revoked key that is deleted later leaves the list and raises nothing more', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  await listen(app, receiver)
  const path = `/v1/workspaces/${app.workspace}/keys`
  const before = (await app.admin('GET', path)).body
  const created = await app.admin('POST', path, { name: 'short', scopes: ['read'] })
  const id = stringAt(created.body, 'id')
  await revokeKey(app.context, keyOf(app, id), null)
  await revokeKey(app.context, keyOf(app, id), null, { permanent: true })
  assert.deepEqual((await app.admin('GET', path)).body, before)
  await eventually('two events', () => receiver.requests.length === 2)
  await app.restart()
  assert.deepEqual(
    received(receiver).map(([type]) => type),
    ['apikey.created', 'apikey.revoked'],
  )
})

test('a key of the server raises nothing, nor does one where nobody knows the type', async () => {
  await using receiver = await startReceiver()
  await using app = await startTestApp()
  const other = await app.admin('POST', '/v1/workspaces', { name: 'knows them' })
  for (const name of ['apikey.created', 'apikey.revoked']) {
    await app.admin('PUT', `/v1/event-types/${name}`, { workspace: other.body.id })
  }
  await app.call('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
  const { store } = app.context
  const wanted = { name: 'x', scopes: ['read'], expiresAtMs: null } as const
  const ofServer = await createKey(app.context, { ...wanted, workspaceId: null }, null)
  await revokeKey(app.context, ofServer.apiKey, null)
  assert.deepEqual(await store.readInbox(0, 10), [])
  const workspaceId = app.workspace.slice('ws_'.length)
  const catalogues = [...app.context.profiles.values()].flatMap(({ rules }) => rules.eventTypes)
  const isDocumented = catalogues.some(({ name }) => name === 'apikey.created')
  await createKey(app.context, { ...wanted, workspaceId }, null)
  await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  await eventually('the published event', () =>
    received(receiver).some(([type]) => type === 'user.created'),
  )
  const isTold = received(receiver).some(([type]) => type === 'apikey.created')
  assert.equal(isTold, isDocumented)
})
