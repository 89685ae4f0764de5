import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCookieJar } from '../../../../test/support/cookie-jar.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

const hourMs = 3_600_000
const password = 'over the hills and far away'

async function addOperator(app: TestApp, name = 'Ada'): Promise<string> {
  const made = await app.admin('POST', '/v1/operators', { name, password })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return stringAt(made.body, 'id')
}

test('an operator signs in, in whatever capitals, and may do everything', async () => {
  await using app = await startTestApp()
  const id = await addOperator(app)
  const browser = createCookieJar(() => app.url)
  const opened = await browser.signIn('aDA', password)
  assert.equal(opened.status, 201)
  const session = (await browser.call('GET', '/v1/session')).body
  assert.deepEqual(opened.body, session)
  assert.match(stringAt(session, 'expires_at'), /^\d{4}-/)
  const { expires_at: _, ...rest } = session
  assert.deepEqual(rest, {
    workspace: null,
    scopes: ['admin'],
    key: null,
    operator: { id, name: 'Ada' },
    portal: null,
  })
  const made = await browser.call('POST', '/v1/workspaces', { name: 'of Ada' })
  assert.equal(made.status, 201)
  const [entry] = Object.values((await app.admin('GET', '/v1/audit?limit=1')).body.data ?? {})
  assert.deepEqual([entry?.action, entry?.actor], ['workspace.create', id])
})

test('the cookies are kept from scripts, from other sites and, over HTTPS, from plain HTTP', async () => {
  await using app = await startTestApp()
  await addOperator(app)
  const browser = createCookieJar(() => app.url)
  const body = { name: 'Ada', password }
  const { headers } = await browser.call('POST', '/v1/session', body, { origin: 'https://x.test' })
  const cookies = headers.getSetCookie()
  assert.equal(cookies.length, 2)
  for (const cookie of cookies) {
    assert.match(
      cookie,
      /^__Host-posthorn_(session|browser)=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/,
    )
  }
})

test('a wrong password and an unknown name are answered alike', async () => {
  await using app = await startTestApp()
  await addOperator(app)
  const wrong = await createCookieJar(() => app.url).signIn('Ada', 'over the hills')
  const unknown = await createCookieJar(() => app.url).signIn('Grace', password)
  assert.equal(wrong.status, 401)
  assert.deepEqual([wrong.status, wrong.body], [unknown.status, unknown.body])
  const headers = [wrong, unknown].map((answer) =>
    [...answer.headers].filter(([name]) => name !== 'x-request-id' && name !== 'date'),
  )
  assert.deepEqual(headers[0], headers[1])
})

test('what is no name and password opens nothing, and is not repeated', async () => {
  await using app = await startTestApp()
  await addOperator(app)
  const { call } = createCookieJar(() => app.url)
  assert.equal((await call('POST', '/v1/session')).status, 401)
  for (const body of [{}, { name: 'Ada' }, { password }, { name: 'Ada', password: [password] }]) {
    const answer = await call('POST', '/v1/session', body)
    assert.equal(answer.status, 400)
    assert.ok(!JSON.stringify(answer.body).includes(password))
  }
  const asText = { 'content-type': 'text/plain' }
  const answer = await call(
    'POST',
    '/v1/session',
    JSON.stringify({ name: 'Ada', password }),
    asText,
  )
  assert.equal(answer.status, 415)
})

test('other sites cannot sign anybody in', async () => {
  await using app = await startTestApp()
  await addOperator(app)
  const { call, names } = createCookieJar(() => app.url)
  const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }
  const answer = await call('POST', '/v1/session', { name: 'Ada', password }, foreign)
  assert.equal(answer.status, 403)
  assert.deepEqual(names(), [])
})

test('after ten wrong passwords the name has to wait, and is let in afterwards', async () => {
  const clock = new ManualClock(Date.now())
  await using app = await startTestApp({ clock })
  await addOperator(app)
  for (let count = 0; count < 10; count += 1) {
    const stranger = createCookieJar(() => app.url, `203.0.113.${count}`)
    assert.equal((await stranger.signIn('ada', 'not the password')).status, 401)
  }
  const owner = createCookieJar(() => app.url, '198.51.100.1')
  const refused = await owner.signIn('Ada', password)
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('retry-after'), '60')
  await clock.advance(60_000)
  assert.equal((await owner.signIn('Ada', password)).status, 201)
})

test('whoever guesses at many names from one address has to wait', async () => {
  await using app = await startTestApp()
  const stranger = createCookieJar(() => app.url)
  for (let count = 0; count < 10; count += 1) {
    assert.equal((await stranger.signIn(`name ${count}`, 'not the password')).status, 401)
  }
  assert.equal((await stranger.signIn('another name', 'not the password')).status, 429)
})

test('strangers who guess do not keep an operator out of a browser that they have used', async () => {
  await using app = await startTestApp()
  await addOperator(app)
  const owner = createCookieJar(() => app.url)
  await owner.signIn('Ada', password)
  await owner.call('DELETE', '/v1/session')
  assert.deepEqual(owner.names(), ['posthorn_browser'])
  const stranger = createCookieJar(() => app.url)
  for (let count = 0; count < 10; count += 1) await stranger.signIn('Ada', 'not the password')
  assert.equal((await stranger.signIn('Ada', password)).status, 429)
  assert.equal((await owner.signIn('Ada', password)).status, 201)

  await owner.call('DELETE', '/v1/session')
  for (let count = 0; count < 10; count += 1) await owner.signIn('Ada', 'not the password')
  assert.equal((await owner.signIn('Ada', password)).status, 429)
})

test('a session ends after twelve hours, and opens no other', async () => {
  const clock = new ManualClock(Date.now())
  await using app = await startTestApp({ clock })
  await addOperator(app)
  const browser = createCookieJar(() => app.url)
  await browser.signIn('Ada', password)
  assert.equal((await browser.call('POST', '/v1/session')).status, 401)
  clock.jump(12 * hourMs - 1)
  assert.equal((await browser.call('GET', '/v1/session')).status, 200)
  clock.jump(1)
  assert.equal((await browser.call('GET', '/v1/session')).status, 401)
})

test('the metrics tell how many passwords were right, wrong and not looked at', async () => {
  await using app = await startTestApp()
  await addOperator(app)
  await createCookieJar(() => app.url, '198.51.100.1').signIn('Ada', password)
  const stranger = createCookieJar(() => app.url)
  for (let count = 0; count < 12; count += 1) await stranger.signIn('Eve', 'not the password')
  const text = await (await fetch(`${app.url}/metrics`)).text()
  const told = Array.from(text.matchAll(/^posthorn_sign_ins_total.+$/gm), ([line]) => line)
  assert.deepEqual(told, [
    'posthorn_sign_ins_total{result="accepted"} 1',
    'posthorn_sign_ins_total{result="wrong"} 10',
    'posthorn_sign_ins_total{result="throttled"} 2',
  ])
})

test('who has signed in is on record', async () => {
  await using app = await startTestApp()
  const id = await addOperator(app)
  await createCookieJar(() => app.url).signIn('Ada', password)
  const [entry] = Object.values((await app.admin('GET', '/v1/audit?limit=1')).body.data ?? {})
  assert.deepEqual([entry?.action, entry?.actor, entry?.target], ['session.open', id, id])
})
