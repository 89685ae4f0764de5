import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall } from '../../../../test/support/api-client.ts'
import { createCookieJar } from '../../../../test/support/cookie-jar.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

const password = 'over the hills and far away'
const other = 'somewhere over the rainbow'

async function addOperator({ admin }: TestApp, name: string): Promise<string> {
  return stringAt((await admin('POST', '/v1/operators', { name, password })).body, 'id')
}

async function signedIn(app: TestApp, name: string, as = password) {
  const browser = createCookieJar(() => app.url)
  assert.equal((await browser.signIn(name, as)).status, 201)
  return browser
}

async function namesOf({ admin }: TestApp): Promise<unknown[]> {
  const { body } = await admin('GET', '/v1/operators')
  return Object.values(body.data ?? {}).map((operator) => operator?.['name'])
}

test('operators are added, listed, renamed and removed, and their passwords never shown', async () => {
  await using app = await startTestApp()
  const id = await addOperator(app, 'Ada')
  await addOperator(app, 'Grace')
  assert.match(id, /^operator_[0-9a-f]{32}$/)
  const listed = await app.admin('GET', '/v1/operators')
  assert.deepEqual(await namesOf(app), ['Ada', 'Grace'])
  const [ada] = Object.values(listed.body.data ?? {})
  assert.deepEqual(Object.keys(ada ?? {}), ['id', 'name', 'created_at', 'password_changed_at'])
  assert.doesNotMatch(JSON.stringify(listed.body), /argon2|hills/)

  const renamed = await app.admin('PATCH', `/v1/operators/${id}`, { name: 'Ada Lovelace' })
  assert.deepEqual([renamed.status, renamed.body['name']], [200, 'Ada Lovelace'])
  const removed = await app.admin('DELETE', `/v1/operators/${id}`)
  assert.deepEqual(removed.body, { id, deleted: true })
  assert.deepEqual(await namesOf(app), ['Grace'])
  for (const method of ['PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? {} : undefined
    assert.equal((await app.admin(method, `/v1/operators/${id}`, body)).status, 404)
  }
})

test('a name is one operator’s, and has nothing around it', async () => {
  await using app = await startTestApp()
  const id = await addOperator(app, 'Ada')
  await addOperator(app, 'Grace')
  const twin = await app.admin('POST', '/v1/operators', { name: 'ADA', password })
  assert.equal(twin.status, 409)
  const taken = await app.admin('PATCH', `/v1/operators/${id}`, { name: 'grace' })
  assert.equal(taken.status, 409)
  for (const name of ['', ' Ada', 'A\u0000', 'A\u202e', 'x'.repeat(101)]) {
    const answer = await app.admin('POST', '/v1/operators', { name, password })
    assert.equal(answer.status, 400, JSON.stringify(name))
  }
})

test('a bad password is refused in words that do not repeat it', async () => {
  await using app = await startTestApp()
  for (const bad of ['too short', 'password1234', 'x y z '.repeat(60), 'x'.repeat(2000)]) {
    const answer = await app.admin('POST', '/v1/operators', { name: 'Ada', password: bad })
    assert.equal(answer.status, 400)
    assert.ok(!JSON.stringify(answer.body).includes(bad))
  }
  assert.deepEqual(await namesOf(app), [])
})

test('only the server’s own administrators have to do with operators', async () => {
  await using app = await startTestApp()
  const id = await addOperator(app, 'Ada')
  const keys = `/v1/workspaces/${app.workspace}/keys`
  const ofWorkspace = await app.admin('POST', keys, { name: 'x', scopes: ['admin'] })
  const reader = await app.admin('POST', '/v1/keys', { name: 'y', scopes: ['read', 'manage'] })
  for (const made of [ofWorkspace, reader]) {
    const call = createApiCall(app.url, stringAt(made.body, 'key'))
    for (const [method, path, body] of [
      ['GET', '/v1/operators'],
      ['POST', '/v1/operators', { name: 'Eve', password }],
      ['PATCH', `/v1/operators/${id}`, { password: other }],
      ['DELETE', `/v1/operators/${id}`],
    ] as const) {
      assert.equal((await call(method, path, body)).status, 403, `${method} ${path}`)
    }
  }
})

test('a new password ends every session of its operator but the one that changed it', async () => {
  await using app = await startTestApp()
  const id = await addOperator(app, 'Ada')
  await addOperator(app, 'Grace')
  const here = await signedIn(app, 'Ada')
  const elsewhere = await signedIn(app, 'Ada')
  const grace = await signedIn(app, 'Grace')
  const path = `/v1/operators/${id}`
  const changed = await here.call('PATCH', path, { password: other, current_password: password })
  assert.equal(changed.status, 200)
  assert.equal((await here.call('GET', '/v1/session')).status, 200)
  assert.equal((await elsewhere.call('GET', '/v1/session')).status, 401)
  assert.equal((await grace.call('GET', '/v1/session')).status, 200)
  assert.equal((await elsewhere.signIn('Ada', password)).status, 401)
  await signedIn(app, 'Ada', other)

  await app.admin('PATCH', path, { password })
  assert.equal((await here.call('GET', '/v1/session')).status, 401)
})

test('whoever changes their own password shows the one that they have, and cannot guess at it', async () => {
  await using app = await startTestApp()
  const id = await addOperator(app, 'Ada')
  const ada = await signedIn(app, 'Ada')
  const path = `/v1/operators/${id}`
  const without = await ada.call('PATCH', path, { password: other })
  assert.deepEqual(
    [without.status, without.body.error?.['details']?.['field']],
    [400, 'current_password'],
  )
  for (let count = 0; count < 10; count += 1) {
    const wrong = { password: other, current_password: 'not my password' }
    assert.equal((await ada.call('PATCH', path, wrong)).status, 400)
  }
  const right = { password: other, current_password: password }
  const tooMany = await ada.call('PATCH', path, right)
  assert.equal(tooMany.status, 429)
  assert.ok(Number(tooMany.headers.get('retry-after')) > 0)
  await signedIn(app, 'Ada')
})

test('the sessions of an operator who is removed end', async () => {
  await using app = await startTestApp()
  const id = await addOperator(app, 'Ada')
  const ada = await signedIn(app, 'Ada')
  await app.admin('DELETE', `/v1/operators/${id}`)
  assert.equal((await ada.call('GET', '/v1/session')).status, 401)
  assert.equal((await ada.signIn('Ada', password)).status, 401)
  await addOperator(app, 'Ada')
  assert.equal((await ada.call('GET', '/v1/session')).status, 401)
})

test('the last way in stays', async () => {
  await using app = await startTestApp()
  const id = await addOperator(app, 'Ada')
  // There is an operator, so no admin key is made.
  await app.restart({ POSTHORN_ADMIN_KEY: '' })
  const ada = await signedIn(app, 'Ada')
  assert.deepEqual((await ada.call('GET', '/v1/keys')).body['data'], [])
  const refused = await ada.call('DELETE', `/v1/operators/${id}`)
  assert.deepEqual([refused.status, refused.body['error']?.['code']], [409, 'conflict'])
  assert.match(stringAt(refused.body['error'], 'message'), /last way in/)
  await ada.call('POST', '/v1/operators', { name: 'Grace', password })
  assert.equal((await ada.call('DELETE', `/v1/operators/${id}`)).status, 200)
  await signedIn(app, 'Grace')
})
