import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall } from '../../../../test/support/api-client.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'
import { isWellFormedApiKey } from '../../../management/api-key-text.ts'

test('a key of the server is good for all workspaces, within its scopes, and is shown once', async () => {
  await using app = await startTestApp()
  const created = await app.admin('POST', '/v1/keys', { name: 'Dashboard', scopes: ['read'] })
  assert.equal(created.status, 201)
  const text = stringAt(created.body, 'key')
  assert.ok(isWellFormedApiKey(text))
  const call = createApiCall(app.url, text)
  assert.equal((await call('GET', `/v1/webhooks?workspace=${app.workspace}`)).status, 200)
  assert.equal((await call('GET', '/v1/keys')).status, 403)
  assert.equal((await call('POST', '/v1/keys', { name: 'x', scopes: ['admin'] })).status, 403)

  const { key: _key, ...shown } = created.body
  const listed = await app.admin('GET', '/v1/keys')
  assert.deepEqual(listed.body.data, [shown])
  assert.ok(!JSON.stringify(listed.body).includes(text))
})

test('a key of the server is revoked at once, by itself too, and stays in the list', async () => {
  await using app = await startTestApp()
  const created = await app.admin('POST', '/v1/keys', { name: 'Second', scopes: ['admin'] })
  const call = createApiCall(app.url, stringAt(created.body, 'key'))
  const path = `/v1/keys/${stringAt(created.body, 'id')}`
  assert.deepEqual((await call('DELETE', path)).body, { id: created.body.id, deleted: true })
  assert.equal((await call('GET', '/v1/keys')).status, 401)
  assert.equal((await app.admin('DELETE', path)).status, 200)
  const [listed] = Object.values((await app.admin('GET', '/v1/keys')).body.data ?? {})
  assert.match(stringAt(listed, 'revoked_at'), /Z$/)
})

test('keys of workspaces are none of the server’s, and change nothing there', async () => {
  await using app = await startTestApp()
  const made = await app.admin('POST', `/v1/workspaces/${app.workspace}/keys`, {
    name: 'admin of a workspace',
    scopes: ['admin'],
  })
  const id = stringAt(made.body, 'id')
  assert.equal((await app.admin('DELETE', `/v1/keys/${id}`)).status, 404)
  assert.equal((await app.admin('DELETE', '/v1/keys/key_nonsense')).status, 404)
  const call = createApiCall(app.url, stringAt(made.body, 'key'))
  const minted = { name: 'more', scopes: ['admin'] }
  assert.equal((await call('GET', '/v1/keys')).status, 403)
  assert.equal((await call('POST', '/v1/keys', minted)).status, 403)
  assert.equal((await call('DELETE', `/v1/keys/${id}`)).status, 403)
  const path = `/v1/workspaces/${app.workspace}/keys`
  assert.ok(!JSON.stringify((await app.admin('GET', '/v1/keys')).body).includes(id))
  assert.ok(JSON.stringify((await app.admin('GET', path)).body).includes(id))
})
