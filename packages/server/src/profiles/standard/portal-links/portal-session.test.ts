import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, type ApiAnswer } from '../../../../test/support/api-client.ts'
import { createCookieJar } from '../../../../test/support/cookie-jar.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import {
  cookieIn,
  createPortalLink,
  exchange,
  linkIn,
  openPortal,
} from '../../../../test/support/portal-client.ts'
import { testAdminKey } from '../../../../test/support/server-process.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp } from '../../../../test/support/test-app.ts'

const minuteMs = 60_000

function reasonOf({ status, body }: ApiAnswer): unknown {
  return [status, body.error?.['reason']]
}

test('a link is exchanged for a session, once, which shows who asks and works', async () => {
  await using app = await startTestApp()
  const link = await createPortalLink(app, {
    capabilities: ['replay'],
    brand: { name: 'Acme', color: '#112233' },
  })
  const opened = await exchange(app, link)
  assert.equal(opened.status, 201)
  const { expires_at: _, ...session } = opened.body
  assert.match(stringAt(opened.body, 'expires_at'), /Z$/)
  assert.deepEqual(session, {
    workspace: app.workspace,
    scopes: [],
    key: null,
    operator: null,
    portal: {
      id: link.id,
      capabilities: ['read', 'replay'],
      brand: { name: 'Acme', logo_url: null, color: '#112233' },
    },
  })
  const headers = { cookie: cookieIn(opened.headers), 'posthorn-session': link.id }
  const call = createApiCall(app.url, null)
  assert.deepEqual((await call('GET', '/v1/session', undefined, headers)).body, opened.body)
  assert.equal((await call('GET', '/v1/webhooks', undefined, headers)).status, 200)
  assert.deepEqual(reasonOf(await exchange(app, link)), [401, 'link_used'])
})

test('of browsers that come at once one gets a session', async () => {
  await using app = await startTestApp()
  const link = await createPortalLink(app)
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => exchange(app, link)))
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
  assert.deepEqual(statuses, [201, 401, 401, 401, 401])
})

test('only whoever has the secret is told what became of a link', async () => {
  const clock = new ManualClock(Date.now())
  await using app = await startTestApp({ clock })
  const [used, revoked, expired, unused] = await Promise.all([
    createPortalLink(app),
    createPortalLink(app),
    createPortalLink(app, { expires_in_seconds: 60 }),
    createPortalLink(app),
  ])
  await openPortal(app, used)
  await app.admin('DELETE', `/v1/portal-links/${revoked.id}`)
  clock.jump(minuteMs)
  const told = [
    await exchange(app, used),
    await exchange(app, revoked),
    await exchange(app, expired),
  ]
  assert.deepEqual(told.map(reasonOf), [
    [401, 'link_used'],
    [401, 'link_revoked'],
    [401, 'link_expired'],
  ])
  const nobody = { id: `portal_${'0'.repeat(32)}`, secret: unused.secret }
  const strangers = [used, revoked, expired, unused].map(({ id }) => ({ id, secret: 'guessed' }))
  const untold = new Set<string>()
  for (const guess of [...strangers, nobody, { id: 'portal_x', secret: '' }]) {
    const answer = await exchange(app, guess)
    assert.deepEqual(reasonOf(answer), [401, 'link_unknown'])
    untold.add(JSON.stringify(answer.body))
  }
  assert.equal(untold.size, 1)
  assert.equal((await exchange(app, unused)).status, 201)
})

test('strangers who guess at a link do not keep out whoever has its secret', async () => {
  await using app = await startTestApp()
  const { id, secret } = await createPortalLink(app)
  for (let tries = 0; tries < 30; tries += 1) {
    assert.equal((await exchange(app, { id, secret: `guess ${tries}` })).status, 401)
  }
  assert.equal((await exchange(app, { id, secret })).status, 201)
})

test('the cookie is good in frames, hidden from scripts, and as short-lived as the link', async () => {
  const clock = new ManualClock(Date.now())
  await using app = await startTestApp({ clock })
  const link = await createPortalLink(app, { expires_in_seconds: 600 })
  clock.jump(minuteMs)
  const { headers } = await exchange(app, link, { origin: 'https://hooks.example.com' })
  const [cookie, ...others] = headers.getSetCookie()
  assert.match(
    String(cookie),
    /^__Host-posthorn_portal_[0-9a-f]{32}=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=None; Partitioned; Max-Age=540$/,
  )
  assert.deepEqual(others, [])
})

test('over plain HTTP there is a second cookie, for browsers that refuse the first', async () => {
  await using app = await startTestApp()
  const link = await createPortalLink(app)
  const { headers } = await exchange(app, link, { origin: app.url })
  const [, plain = ''] = headers.getSetCookie()
  assert.match(plain, /^posthorn_portal_[0-9a-f]{32}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax;/)
  const own = { cookie: plain.split(';', 1)[0] ?? '', 'posthorn-session': link.id }
  const call = createApiCall(app.url, null)
  assert.equal((await call('GET', '/v1/session', undefined, own)).status, 200)
})

test('a page of another site cannot exchange a link', async () => {
  await using app = await startTestApp()
  const link = await createPortalLink(app)
  for (const site of ['cross-site', 'same-site']) {
    const headers = { 'sec-fetch-site': site, origin: 'https://elsewhere.example' }
    assert.equal((await exchange(app, link, headers)).status, 403)
    assert.equal((await exchange(app, link, { 'sec-fetch-site': site })).status, 403)
  }
  const own = { 'sec-fetch-site': 'cross-site', origin: app.url }
  assert.equal((await exchange(app, link, own)).status, 201)
})

test('every request says by a header which session it means', async () => {
  await using app = await startTestApp()
  const first = await openPortal(app, await createPortalLink(app))
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const second = await openPortal(app, await createPortalLink(app, { workspace: other }))
  const call = createApiCall(app.url, null)
  const cookie = `${first.cookie}; ${second.cookie}`
  const workspaceOf = async (id: string) =>
    (await call('GET', '/v1/session', undefined, { cookie, 'posthorn-session': id })).body.workspace
  assert.equal(await workspaceOf(first.id), app.workspace)
  assert.equal(await workspaceOf(second.id), other)
  for (const headers of [
    { cookie },
    { cookie, 'posthorn-session': '1' },
    { 'posthorn-session': first.id },
    { cookie: first.cookie, 'posthorn-session': second.id },
    { cookie, 'posthorn-session': 'portal_x' },
  ]) {
    assert.equal((await call('GET', '/v1/session', undefined, headers)).status, 401)
  }
})

test('a session ends with its link: expired, revoked, closed', async () => {
  const clock = new ManualClock(Date.now())
  await using app = await startTestApp({ clock })
  const open = async () => openPortal(app, await createPortalLink(app, { expires_in_seconds: 60 }))
  const [revoked, closed, expired] = [await open(), await open(), await open()]
  const ask = ({ call }: typeof revoked) => call('GET', '/v1/webhooks')
  await app.admin('DELETE', `/v1/portal-links/${revoked.id}`)
  assert.match(JSON.stringify((await ask(revoked)).body), /withdrawn/)

  const signedOut = await closed.call('DELETE', '/v1/session')
  assert.equal(signedOut.status, 200)
  assert.match(cookieIn(signedOut.headers), /^__Host-posthorn_portal_\w+=$/)
  assert.equal((await ask(closed)).status, 401)
  assert.deepEqual(reasonOf(await exchange(app, closed)), [401, 'link_used'])

  clock.jump(minuteMs - 1)
  assert.equal((await ask(expired)).status, 200)
  clock.jump(1)
  const refused = await ask(expired)
  assert.deepEqual(reasonOf(refused), [401, 'portal_session_ended'])
  assert.match(JSON.stringify(refused.body), /expired/)
})

test('a session ends with its workspace and with the key that made the link', async () => {
  await using app = await startTestApp()
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const keys = `/v1/workspaces/${app.workspace}/keys`
  const key = await app.admin('POST', keys, { name: 'x', scopes: ['manage'] })
  const make = createApiCall(app.url, stringAt(key.body, 'key'))
  const ofKey = await openPortal(
    app,
    linkIn(await make('POST', '/v1/portal-links', { capabilities: [] })),
  )
  const unused = linkIn(await make('POST', '/v1/portal-links', { capabilities: [] }))
  const ofOther = await openPortal(app, await createPortalLink(app, { workspace: other }))
  await app.admin('DELETE', `/v1/workspaces/${other}`)
  await app.admin('DELETE', `${keys}/${stringAt(key.body, 'id')}`)
  for (const { call } of [ofKey, ofOther]) {
    assert.deepEqual(reasonOf(await call('GET', '/v1/session')), [401, 'portal_session_ended'])
  }
  assert.deepEqual(reasonOf(await exchange(app, unused)), [401, 'link_revoked'])
})

test('a session ends with the operator who made the link', async () => {
  await using app = await startTestApp()
  const password = 'over the hills and far away'
  const ada = await app.admin('POST', '/v1/operators', { name: 'Ada', password })
  const browser = createCookieJar(() => app.url)
  await browser.signIn('Ada', password)
  const wanted = { workspace: app.workspace, capabilities: ['manage_keys'] }
  const portal = await openPortal(
    app,
    linkIn(await browser.call('POST', '/v1/portal-links', wanted)),
  )
  assert.equal((await portal.call('GET', '/v1/session')).status, 200)
  await app.admin('DELETE', `/v1/operators/${stringAt(ada.body, 'id')}`)
  assert.equal((await portal.call('GET', '/v1/session')).status, 401)
})

test('closing needs the session: a stranger who knows the link ends nothing', async () => {
  await using app = await startTestApp()
  const portal = await openPortal(app, await createPortalLink(app))
  const stranger = { 'posthorn-session': portal.id, cookie: portal.cookie.replace(/=.*/, '=x') }
  const call = createApiCall(app.url, null)
  assert.equal((await call('DELETE', '/v1/session', undefined, stranger)).status, 200)
  assert.equal((await portal.call('GET', '/v1/session')).status, 200)
})

test('portals of one workspace take few of the streams that there are for all', async () => {
  await using app = await startTestApp()
  const portals = [1, 2].map(async () => openPortal(app, await createPortalLink(app)))
  const [one, two] = await Promise.all(portals)
  assert.ok(one !== undefined && two !== undefined)
  const open: Response[] = []
  const follow = async (headers: Record<string, string>) => {
    const response = await fetch(`${app.url}/v1/events/stream`, { headers })
    open.push(response)
    return response.status
  }
  const ofPortal = ({ id, cookie }: typeof one) => follow({ cookie, 'posthorn-session': id })
  const statuses: number[] = []
  for (const portal of [one, one, one, one, two, two, two, two, one, two]) {
    statuses.push(await ofPortal(portal))
  }
  assert.deepEqual(statuses, [...Array.from({ length: 8 }, () => 200), 503, 503])
  assert.equal(await follow({ authorization: `Bearer ${testAdminKey}` }), 200)
  for (const response of open) await response.body?.cancel()
})

test('a stream of events ends when its session does', async () => {
  await using app = await startTestApp()
  const portal = await openPortal(app, await createPortalLink(app))
  const headers = { cookie: portal.cookie, 'posthorn-session': portal.id }
  const stream = await fetch(`${app.url}/v1/events/stream`, { headers })
  assert.equal(stream.status, 200)
  await app.admin('DELETE', `/v1/portal-links/${portal.id}`)
  await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  assert.doesNotMatch(await stream.text(), /user\.created/)
})

test('a portal has an allowance of its own', async () => {
  await using app = await startTestApp({ environment: { POSTHORN_RATE_LIMIT_PER_MINUTE: '4' } })
  const portal = await openPortal(app, await createPortalLink(app))
  const answers = []
  for (let asked = 0; asked < 5; asked += 1) answers.push(await portal.call('GET', '/v1/session'))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 429],
  )
  assert.match(JSON.stringify(answers.at(-1)?.body), /This portal may make 4 requests a minute/)
  assert.equal((await app.call('GET', '/v1/webhooks')).status, 200)
})

test('what a portal does is on record under its link', async () => {
  await using app = await startTestApp()
  const link = await createPortalLink(app, { capabilities: ['manage_webhooks'] })
  const portal = await openPortal(app, link)
  const webhook = { url: 'https://example.com/', events: ['*'] }
  assert.equal((await portal.call('POST', '/v1/webhooks', webhook)).status, 201)
  await portal.call('DELETE', '/v1/session')
  const { body } = await app.admin('GET', `/v1/audit?workspace=${app.workspace}&limit=4`)
  const entries = Object.values(body.data ?? {}).map((entry) => [entry?.action, entry?.actor])
  assert.deepEqual(entries.slice(0, 3), [
    ['portal_link.close', link.id],
    ['webhook.create', link.id],
    ['portal_link.open', link.id],
  ])
  assert.equal(entries[3]?.[0], 'portal_link.create')
})
