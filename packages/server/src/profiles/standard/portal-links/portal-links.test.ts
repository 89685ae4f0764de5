import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiCall, type ApiCall } from '../../../../test/support/api-client.ts'
import { ManualClock } from '../../../../test/support/manual-clock.ts'
import { createPortalLink, linkIn, openPortal } from '../../../../test/support/portal-client.ts'
import { stringAt } from '../../../../test/support/string-at.ts'
import { startTestApp, type TestApp } from '../../../../test/support/test-app.ts'

const path = '/v1/portal-links'

async function callWith(
  app: TestApp,
  scopes: readonly string[],
  more: object = {},
): Promise<ApiCall> {
  const keys = `/v1/workspaces/${app.workspace}/keys`
  const made = await app.admin('POST', keys, { name: 'x', scopes, ...more })
  return createApiCall(app.url, stringAt(made.body, 'key'))
}

test('a link is shown once with its secret, and found without it', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  await using app = await startTestApp({ clock })
  const wanted = {
    workspace: app.workspace,
    capabilities: ['replay'],
    expires_in_seconds: 600,
    frame_ancestors: ['https://app.example.com'],
    brand: { name: 'Acme', logo_url: 'https://example.com/logo.svg' },
  }
  const created = await app.admin('POST', path, wanted)
  assert.equal(created.status, 201)
  const { url, ...shown } = created.body
  const { id, ...rest } = shown
  assert.deepEqual(rest, {
    workspace: app.workspace,
    state: 'unused',
    capabilities: ['read', 'replay'],
    frame_ancestors: ['https://app.example.com'],
    brand: { name: 'Acme', logo_url: 'https://example.com/logo.svg', color: null },
    created_at: '2026-01-15T12:00:00Z',
    expires_at: '2026-01-15T12:10:00Z',
    used_at: null,
    revoked_at: null,
  })
  const [, secret = ''] = /^http:\/\/127\.0\.0\.1:\d+\/portal\/portal_\w{32}#([\w-]{43})$/.exec(
    stringAt(created.body, 'url'),
  ) ?? [assert.fail(JSON.stringify(url))]
  const found = await app.admin('GET', `${path}/${stringAt(shown, 'id')}`)
  assert.deepEqual(found.body, shown)
  const listed = await app.admin('GET', `${path}?workspace=${app.workspace}`)
  assert.deepEqual(listed.body, { data: [shown], next_cursor: null })
  assert.ok(!JSON.stringify([found.body, listed.body]).includes(secret))
  assert.deepEqual(id, found.body.id)
})

test('its state is told: unused, open, closed, expired, revoked', async () => {
  const clock = new ManualClock(Date.now())
  await using app = await startTestApp({ clock })
  const link = await createPortalLink(app)
  const other = await createPortalLink(app)
  const stateOf = async ({ id }: typeof link) =>
    stringAt((await app.admin('GET', `${path}/${id}`)).body, 'state')
  const states = [await stateOf(link)]
  const portal = await openPortal(app, link)
  states.push(await stateOf(link))
  await portal.call('DELETE', '/v1/session')
  states.push(await stateOf(link))
  clock.jump(3_600_000)
  states.push(await stateOf(link))
  const revoked = await app.admin('DELETE', `${path}/${other.id}`)
  assert.deepEqual(revoked.body, { id: other.id, deleted: true })
  assert.equal((await app.admin('DELETE', `${path}/${other.id}`)).status, 200)
  states.push(await stateOf(other))
  assert.deepEqual(states, ['unused', 'open', 'closed', 'expired', 'revoked'])
})

test('a key makes links to its own workspace, and none that may do more than it may', async () => {
  await using app = await startTestApp()
  const manage = await callWith(app, ['manage'])
  const admin = await callWith(app, ['admin'])
  const read = await callWith(app, ['read', 'publish'])
  const keys = { capabilities: ['manage_keys'] }
  const everythingElse = { capabilities: ['read', 'manage_webhooks', 'rotate_secrets', 'replay'] }
  assert.equal((await manage('POST', path, everythingElse)).status, 201)
  const refused = await manage('POST', path, keys)
  assert.equal(refused.status, 403)
  assert.equal(refused.body.error?.details?.field, 'capabilities')
  assert.equal((await admin('POST', path, keys)).status, 201)
  assert.equal((await read('POST', path, everythingElse)).status, 403)
  assert.equal((await read('GET', path)).status, 403)
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const elsewhere = { ...everythingElse, workspace: other }
  assert.equal((await admin('POST', path, elsewhere)).status, 404)
  const theirs = await createPortalLink(app, elsewhere)
  assert.equal((await admin('GET', `${path}/${theirs.id}`)).status, 404)
  assert.equal((await admin('DELETE', `${path}/${theirs.id}`)).status, 404)
  assert.equal((await app.admin('POST', path, keys)).status, 400)
})

test('a link does not outlive the key that made it', async () => {
  const clock = new ManualClock(Date.parse('2026-01-15T12:00:00Z'))
  await using app = await startTestApp({ clock })
  const call = await callWith(app, ['manage'], { expires_at: '2026-01-15T12:05:00Z' })
  const { body } = await call('POST', path, { capabilities: [] })
  assert.equal(body.expires_at, '2026-01-15T12:05:00Z')
})

test('what cannot be is refused with the field at fault', async () => {
  await using app = await startTestApp()
  const origins = Array.from({ length: 11 }, (_, n) => `https://app${n}.example.com`)
  const cases: [object, string][] = [
    [{ capabilities: undefined }, 'capabilities'],
    [{ capabilities: ['publish'] }, 'capabilities[0]'],
    [{ capabilities: ['replay', 'replay'] }, 'capabilities'],
    [{ expires_in_seconds: 59 }, 'expires_in_seconds'],
    [{ expires_in_seconds: 3601 }, 'expires_in_seconds'],
    [{ frame_ancestors: origins }, 'frame_ancestors'],
    [{ frame_ancestors: ['https://app.example.com/'] }, 'frame_ancestors[0]'],
    [{ frame_ancestors: ['https://app.example.com:443'] }, 'frame_ancestors[0]'],
    [{ frame_ancestors: ['https://a.example.com', 'https://*.example.com'] }, 'frame_ancestors[1]'],
    [{ frame_ancestors: ['http://app.example.com'] }, 'frame_ancestors[0]'],
    [{ brand: { name: 'x'.repeat(61) } }, 'brand.name'],
    [{ brand: { name: 'a\u202eb' } }, 'brand.name'],
    [{ brand: { logo_url: 'http://example.com/logo.svg' } }, 'brand.logo_url'],
    [{ brand: { logo_url: 'data:image/svg+xml,x' } }, 'brand.logo_url'],
    [{ brand: { color: 'red' } }, 'brand.color'],
    [{ secret: 'x' }, 'secret'],
  ]
  for (const [fields, field] of cases) {
    const body = { workspace: app.workspace, capabilities: [], ...fields }
    const answer = await app.admin('POST', path, body)
    assert.equal(answer.status, 400, JSON.stringify(fields))
    assert.equal(answer.body.error?.details?.field, field)
  }
})

test('pages on this machine may frame a portal by plain HTTP where webhooks may use it', async () => {
  await using app = await startTestApp()
  const frame = { frame_ancestors: ['http://localhost:3000'] }
  await createPortalLink(app, frame)
  await app.restart({ POSTHORN_ALLOW_HTTP: 'false' })
  const wanted = { workspace: app.workspace, capabilities: [], ...frame }
  assert.equal((await app.admin('POST', path, wanted)).status, 400)
})

test('links lead to where browsers reach the server', async () => {
  await using app = await startTestApp()
  const wanted = { workspace: app.workspace, capabilities: [] }
  const originFor = async (headers: Record<string, string>) =>
    new URL(linkIn(await app.admin('POST', path, wanted, headers)).url).origin
  assert.equal(await originFor({}), app.url)
  const proxied = await originFor({ 'x-forwarded-proto': 'https, http' })
  assert.equal(proxied, app.url.replace('http:', 'https:').replace(':443', ''))
  await app.restart({ POSTHORN_PUBLIC_URL: 'https://hooks.example.com/' })
  assert.equal(await originFor({}), 'https://hooks.example.com')
})

test('a portal makes and revokes keys, but none that are admin', async () => {
  await using app = await startTestApp()
  const portal = await openPortal(
    app,
    await createPortalLink(app, { capabilities: ['manage_keys'] }),
  )
  const keys = `/v1/workspaces/${app.workspace}/keys`
  const scopes = ['publish', 'read', 'manage']
  const made = await portal.call('POST', keys, { name: 'x', scopes })
  assert.equal(made.status, 201)
  assert.equal((await portal.call('DELETE', `${keys}/${stringAt(made.body, 'id')}`)).status, 200)
  const admin = { name: 'x', scopes: ['read', 'admin'] }
  assert.equal((await portal.call('POST', keys, admin)).status, 403)
  const ofProduct = stringAt((await app.admin('POST', keys, admin)).body, 'id')
  assert.equal((await portal.call('DELETE', `${keys}/${ofProduct}`)).status, 403)
})

test('to replace a secret by changing a webhook takes what it takes to rotate it', async () => {
  await using app = await startTestApp()
  const open = async (...capabilities: string[]) =>
    openPortal(app, await createPortalLink(app, { capabilities }))
  const manages = await open('manage_webhooks')
  const rotates = await open('manage_webhooks', 'rotate_secrets')
  const webhook = { url: 'https://example.com/', events: ['*'] }
  const created = await manages.call('POST', '/v1/webhooks', webhook)
  const at = `/v1/webhooks/${stringAt(created.body, 'id')}`
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  assert.equal((await manages.call('PATCH', at, { name: 'renamed' })).status, 200)
  const refused = await manages.call('PATCH', at, { secret })
  assert.equal(refused.status, 403)
  assert.match(JSON.stringify(refused.body), /rotate_secrets/)
  assert.equal((await rotates.call('PATCH', at, { secret })).status, 200)
})
