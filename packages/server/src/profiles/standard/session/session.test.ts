import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonNode } from '../../../../test/support/api-client.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { testAdminKey } from '../../../../test/support/server-process.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

const hourMs = 3_600_000
const own = { 'posthorn-session': '1' }

async function bodyOf(answer: Promise<Response>): Promise<JsonNode> {
  return JSON.parse(await (await answer).text())
}

/** A browser that has signed in with this key. */
async function signIn({ url }: TestApp, key: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...headers },
  })
  assert.equal(answer.status, 201)
  const [setCookie = ''] = answer.headers.getSetCookie()
  const [cookie = ''] = setCookie.split(';', 1)
  return {
    setCookie,
    ask: (method: string, path: string, extra: Record<string, string> = {}) =>
      fetch(`${url}${path}`, { method, headers: { cookie, ...extra } }),
  }
}

test('a session does what its key does, and shows the key to nobody', async () => {
  await using app = await startTestApp()
  const { setCookie, ask } = await signIn(app, testAdminKey)
  assert.match(
    setCookie,
    /^posthorn_session=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
  )
  assert.ok(!setCookie.includes(testAdminKey))
  const session = await bodyOf(ask('GET', '/v1/session'))
  assert.deepEqual(session.scopes, ['admin'])
  assert.deepEqual(session.key?.['scopes'], ['admin'])
  assert.deepEqual([session.operator, session.portal], [null, null])
  assert.equal(session.workspace, null)
  assert.match(stringAt(session, 'expires_at'), /^\d{4}-/)
  assert.equal((await ask('GET', '/v1/workspaces')).status, 200)
})

test('over HTTPS the cookie goes nowhere else', async () => {
  await using app = await startTestApp()
  const origin = 'https://posthorn.example.com'
  const { setCookie, ask } = await signIn(app, testAdminKey, { origin })
  assert.match(setCookie, /^__Host-posthorn_session=.*; Secure$/)
  assert.equal((await ask('GET', '/v1/session')).status, 200)
})

test('a change needs a header that only pages of the server can add', async () => {
  await using app = await startTestApp()
  const { ask } = await signIn(app, testAdminKey)
  const path = '/v1/master-key/rotate'
  const refused = await ask('POST', path)
  assert.equal(refused.status, 403)
  assert.match(await refused.text(), /Posthorn-Session/)
  assert.ok((await ask('POST', path, own)).status < 300)
})

test('a session opens no other, is no key, and a forged one is refused', async () => {
  await using app = await startTestApp()
  const { setCookie, ask } = await signIn(app, testAdminKey)
  assert.equal((await ask('POST', '/v1/session', own)).status, 401)
  const [, sealed = ''] = /=([^;]+)/.exec(setCookie) ?? []
  const asKey = await app.admin('GET', '/v1/session', undefined, {
    authorization: `Bearer ${sealed}`,
  })
  assert.equal(asKey.status, 401)
  // Not the last one, some of whose bits may stand for nothing.
  const middle = sealed.length >> 1
  const forged = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A')
  for (const cookie of [
    'posthorn_session=',
    'posthorn_session=x',
    `posthorn_session=${forged}${sealed.slice(middle + 1)}`,
  ]) {
    const answer = await fetch(`${app.url}/v1/session`, { headers: { cookie } })
    assert.equal(answer.status, 401, cookie)
  }
})

test('a program with cookies of others is told that its key is missing', async () => {
  await using app = await startTestApp()
  const cookie = 'theme=dark; other_posthorn_session=x'
  const answer = await fetch(`${app.url}/v1/events`, { method: 'POST', headers: { cookie } })
  assert.equal(answer.status, 401)
  assert.match(await answer.text(), /No API key was sent/)
})

test('it is no use at the API of a product', async () => {
  await using app = await startTestApp()
  const { ask } = await signIn(app, testAdminKey)
  assert.equal((await ask('GET', '/api/webhooks')).status, 401)
})

test('it ends after twelve hours, and with its key', async () => {
  const clock = new ManualClock(Date.now())
  await using app = await startTestApp({ clock })
  const { ask } = await signIn(app, testAdminKey)
  clock.jump(12 * hourMs - 1)
  assert.equal((await ask('GET', '/v1/session')).status, 200)
  clock.jump(1)
  assert.equal((await ask('GET', '/v1/session')).status, 401)

  const keysPath = `/v1/workspaces/${app.workspace}/keys`
  const made = await app.admin('POST', keysPath, { name: 'Ada', scopes: ['read'] })
  const ofKey = await signIn(app, stringAt(made.body, 'key'))
  const session = await bodyOf(ofKey.ask('GET', '/v1/session'))
  assert.equal(session.workspace, app.workspace)
  await app.admin('DELETE', `${keysPath}/${stringAt(made.body, 'id')}`)
  assert.equal((await ofKey.ask('GET', '/v1/session')).status, 401)
})

test('signing out takes the cookie back', async () => {
  await using app = await startTestApp()
  const { ask } = await signIn(app, testAdminKey)
  const answer = await ask('DELETE', '/v1/session', own)
  assert.equal(answer.status, 200)
  const taken = answer.headers.getSetCookie()
  assert.equal(taken.length, 2)
  assert.ok(taken.every((cookie) => /_session=;.*Max-Age=0/.test(cookie)))
})
