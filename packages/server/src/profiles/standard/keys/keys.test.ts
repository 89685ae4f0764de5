import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'
import {
  apiKeyRandomBytes,
  formatApiKey,
  isWellFormedApiKey,
} from '../../../management/api-key-text.ts'

test('a key is shown once, works at once, and is listed by its last characters', async () => {
  await using app = await startTestApp()
  const path = `/v1/workspaces/${app.workspace}/keys`
  const created = await app.admin('POST', path, { name: 'reader', scopes: ['read'] })
  assert.equal(created.status, 201)
  const text = stringAt(created.body, 'key')
  assert.ok(isWellFormedApiKey(text))
  const authorization = { authorization: `Bearer ${text}` }
  assert.equal((await app.call('GET', '/v1/workspaces', undefined, authorization)).status, 200)

  const listed = await app.admin('GET', path)
  const { key: _key, ...shown } = created.body
  assert.deepEqual(Object.values(listed.body.data ?? {}).at(-1), shown)
  assert.equal(shown.preview, text.slice(-4))
  assert.doesNotMatch(JSON.stringify(listed.body), new RegExp(text))
})

test('a key that lost or changed a letter on the way is told so, by its checksum', async () => {
  await using app = await startTestApp()
  const created = await app.admin('POST', '/v1/keys', { name: 'reader', scopes: ['read'] })
  const text = stringAt(created.body, 'key')
  const changed = `${text.slice(0, 9)}${text.charAt(9) === 'a' ? 'b' : 'a'}${text.slice(10)}`
  for (const [key, message] of [
    [text.slice(0, -1), /mistyped or cut off/],
    [changed, /mistyped or cut off/],
    [formatApiKey(new Uint8Array(apiKeyRandomBytes)), /not known here/],
    ['anything else', /not known here/],
  ] as const) {
    const headers = { authorization: `Bearer ${key}` }
    const { status, body } = await app.call('GET', '/v1/workspaces', undefined, headers)
    assert.equal(status, 401)
    assert.match(stringAt(body.error, 'message'), message)
  }
})

test('a revoked key is refused from then on, after a restart too, and stays in the list', async () => {
  await using app = await startTestApp()
  const path = `/v1/workspaces/${app.workspace}/keys`
  const created = await app.admin('POST', path, { name: 'reader', scopes: ['read'] })
  const authorization = { authorization: `Bearer ${stringAt(created.body, 'key')}` }
  const revoked = await app.admin('DELETE', `${path}/${stringAt(created.body, 'id')}`)
  assert.deepEqual(revoked.body, { id: created.body.id, deleted: true })
  assert.equal((await app.admin('DELETE', `${path}/${stringAt(created.body, 'id')}`)).status, 200)
  assert.equal((await app.call('GET', '/v1/workspaces', undefined, authorization)).status, 401)
  await app.restart()
  assert.equal((await app.call('GET', '/v1/workspaces', undefined, authorization)).status, 401)
  const listed = Object.values((await app.admin('GET', path)).body.data ?? {})
  assert.match(stringAt(listed.at(-1), 'revoked_at'), /Z$/)
})

test('a key expires when it says', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  await using app = await startTestApp({ clock })
  const path = `/v1/workspaces/${app.workspace}/keys`
  const created = await app.admin('POST', path, {
    name: 'short-lived',
    scopes: ['read'],
    expires_at: '2026-01-15T13:00:30+01:00',
  })
  assert.equal(created.body.expires_at, '2026-01-15T12:00:30Z')
  const authorization = { authorization: `Bearer ${stringAt(created.body, 'key')}` }
  const ask = () => app.call('GET', '/v1/workspaces', undefined, authorization)
  await clock.advance(29_999)
  assert.equal((await ask()).status, 200)
  await clock.advance(1)
  const refused = await ask()
  assert.equal(refused.status, 401)
  assert.match(stringAt(refused.body.error, 'message'), /expired/)
})

test('a key that cannot be is refused with the field at fault', async () => {
  await using app = await startTestApp()
  const path = `/v1/workspaces/${app.workspace}/keys`
  const cases: [object, string][] = [
    [{ scopes: ['read'] }, 'name'],
    [{ name: 'x' }, 'scopes'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['root'] }, 'scopes[0]'],
    [{ name: 'x', scopes: ['read', 'read'] }, 'scopes'],
    [{ name: 'x', scopes: ['read'], expires_at: 'tomorrow' }, 'expires_at'],
    [{ name: 'x', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    [{ name: 'x', scopes: ['read'], expires_at: '2027-02-30T00:00:00Z' }, 'expires_at'],
    [{ name: 'x', scopes: ['read'], workspace: null }, 'workspace'],
  ]
  for (const [body, field] of cases) {
    const answer = await app.admin('POST', path, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.equal(answer.body.error?.details?.field, field)
  }
})

test('keys of another workspace are not there, and managing keys needs the scope admin', async () => {
  await using app = await startTestApp()
  const other = await app.admin('POST', '/v1/workspaces', { name: 'Other' })
  const otherPath = `/v1/workspaces/${stringAt(other.body, 'id')}/keys`
  const otherKey = await app.admin('POST', otherPath, { name: 'x', scopes: ['admin'] })
  const path = `/v1/workspaces/${app.workspace}/keys`
  assert.equal((await app.admin('DELETE', `${path}/${stringAt(otherKey.body, 'id')}`)).status, 404)
  assert.equal((await app.admin('DELETE', `${path}/key_nonsense`)).status, 404)
  assert.equal((await app.call('GET', path)).status, 403)
  const authorization = { authorization: `Bearer ${stringAt(otherKey.body, 'key')}` }
  assert.equal((await app.call('GET', path, undefined, authorization)).status, 404)
  const minted = { name: 'x', scopes: ['admin'] }
  assert.equal((await app.call('POST', path, minted, authorization)).status, 404)
})
