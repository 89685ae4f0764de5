import assert from 'node:assert/strict'
import { test } from 'node:test'
import { portalCapabilities, type PortalCapability } from '../src/domain/portal-link.ts'
import { formatPublicId, parsePublicId } from '../src/http/public-ids.ts'
import type { Route } from '../src/http/route.ts'
import { standardRoutes } from '../src/profiles/standard/routes.ts'
import { sampleAudit, sampleRecovery } from '../src/stores/contract/samples.ts'
import { createApiCall, type JsonNode } from './support/api-client.ts'
import { ManualClock } from './support/manual-clock.ts'
import { createPortalLink, linkIn, openPortal, type TestPortal } from './support/portal-client.ts'
import { stringAt } from './support/string-at.ts'
import { startTestApp, type TestApp } from './support/test-app.ts'
import { createTestSender } from './support/test-sender.ts'

/**
 * What each operation asks of a portal, a second time: whoever adds a route decides here, too, whether
 * customers may call it. null: none may; `no-key`: it needs neither key nor session.
 */
const decisions: Readonly<Record<string, PortalCapability | 'no-key' | null>> = {
  publishEvent: null,
  publishEvents: null,
  listEvents: 'read',
  streamEvents: 'read',
  getEvent: 'read',
  // What the product itself has published wrongly.
  listRejectedEvents: null,
  replayEvent: 'replay',
  createWebhook: 'manage_webhooks',
  listWebhooks: 'read',
  getWebhook: 'read',
  updateWebhook: 'manage_webhooks',
  deleteWebhook: 'manage_webhooks',
  rotateSecret: 'rotate_secrets',
  activateSecret: 'rotate_secrets',
  // A key needs `admin` for it, and most links are made with less.
  showSecret: null,
  testWebhook: 'manage_webhooks',
  diagnoseWebhook: 'manage_webhooks',
  listDeliveries: 'read',
  checkWebhookUrl: 'manage_webhooks',
  findDeliveries: 'read',
  getDelivery: 'read',
  retryDelivery: 'replay',
  recoverWebhook: 'replay',
  listRecoveries: 'read',
  getRecovery: 'read',
  pauseRecovery: 'replay',
  resumeRecovery: 'replay',
  cancelRecovery: 'replay',
  getOverview: null,
  getWebhookStatistics: 'read',
  createEventType: null,
  listEventTypes: 'read',
  getEventType: 'read',
  putEventType: null,
  deleteEventType: null,
  listProfiles: 'read',
  createWorkspace: null,
  listWorkspaces: null,
  getWorkspace: 'read',
  updateWorkspace: null,
  deleteWorkspace: null,
  deleteSubject: null,
  getErasure: null,
  getCredits: null,
  setCredits: null,
  adjustCredits: null,
  createKey: 'manage_keys',
  listKeys: 'manage_keys',
  revokeKey: 'manage_keys',
  createServerKey: null,
  listServerKeys: null,
  revokeServerKey: null,
  createPortalLink: null,
  listPortalLinks: null,
  getPortalLink: null,
  revokePortalLink: null,
  openPortalSession: 'no-key',
  listAudit: null,
  getMasterKey: null,
  rotateMasterKey: null,
  listOperators: null,
  createOperator: null,
  updateOperator: null,
  deleteOperator: null,
  openSession: null,
  getSession: 'read',
  closeSession: 'no-key',
}

/** Those that a gate stands before. */
const guarded = standardRoutes.filter(({ scope }) => scope !== null)
const allCapabilities = { capabilities: portalCapabilities }

/** The path with these ids in place of its parameters; where there is none, with one that nothing has. */
function pathOf({ path }: Route, ids: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/([^/]+)\/\{(\w+)\}/g, (_, resource, name) => {
    const kind = name === 'key_id' ? 'keys' : String(resource)
    return `${resource}/${ids[kind] ?? 'nothing'}`
  })
}

/** For those that look at what they were sent before they look for what was named. */
const bodies: Readonly<Record<string, object>> = {
  updateWebhook: { name: 'x' },
  recoverWebhook: { since: '2026-01-15T12:00:00Z' },
  createKey: { name: 'x', scopes: ['read'] },
}

interface Told {
  readonly status: number
  readonly error: JsonNode | undefined
}

async function ask(
  app: TestApp,
  { id, cookie }: Pick<TestPortal, 'id' | 'cookie'>,
  route: Route,
  path = pathOf(route),
): Promise<Told> {
  const body = bodies[route.operationId]
  const response = await fetch(app.url + path, {
    method: route.method,
    headers: { cookie, 'posthorn-session': id, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) {
    await response.body?.cancel()
    return { status: response.status, error: undefined }
  }
  const answer: JsonNode = JSON.parse(await response.text())
  return { status: response.status, error: answer.error }
}

test('of every route it was decided which capability lets a portal in', () => {
  const found = standardRoutes.map(({ operationId, scope, portal }) => [
    operationId,
    portal ?? (scope === null ? 'no-key' : null),
  ])
  assert.deepEqual(Object.fromEntries(found), decisions)
})

test('the description of the API tells the capabilities', async () => {
  await using app = await startTestApp()
  const { body } = await app.admin('GET', '/openapi.json')
  for (const { path, method, operationId, portal } of standardRoutes) {
    const operation = body.paths?.[path]?.[method.toLowerCase()]
    assert.equal(operation?.['x-portal-capability'], portal, operationId)
  }
})

for (const granted of portalCapabilities) {
  test(`with ${granted} a portal is let in where that or \`read\` is asked, and nowhere else`, async () => {
    await using app = await startTestApp()
    const portal = await openPortal(app, await createPortalLink(app, { capabilities: [granted] }))
    for (const route of guarded) {
      const { operationId, portal: asked } = route
      const { status, error } = await ask(app, portal, route)
      const said = `${operationId}: ${status} ${JSON.stringify(error)}`
      if (asked === 'read' || asked === granted) {
        assert.ok(status < 500 && ![401, 403, 429].includes(status), said)
        continue
      }
      assert.deepEqual([status, error?.['reason']], [403, 'missing_capability'], said)
      const named = asked === undefined ? 'This is not for portals' : `"${asked}"`
      assert.ok(stringAt(error, 'message').includes(named), said)
    }
  })
}

test('no route lets in a session that has ended, whatever it was good for', async () => {
  const clock = new ManualClock(Date.now())
  await using app = await startTestApp({ clock })
  const open = async (fields: object = {}) =>
    openPortal(app, await createPortalLink(app, { ...allCapabilities, ...fields }))
  const good = await open()
  const revoked = await open()
  const closed = await open()
  const expired = await open({ expires_in_seconds: 60 })
  const keys = `/v1/workspaces/${app.workspace}/keys`
  const key = await app.admin('POST', keys, { name: 'x', scopes: ['admin'] })
  const made = await createApiCall(app.url, stringAt(key.body, 'key'))('POST', '/v1/portal-links', {
    ...allCapabilities,
  })
  const keyless = await openPortal(app, linkIn(made))
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const homeless = await open({ workspace: other })
  await app.admin('DELETE', `/v1/portal-links/${revoked.id}`)
  await closed.call('DELETE', '/v1/session')
  await app.admin('DELETE', `${keys}/${stringAt(key.body, 'id')}`)
  await app.admin('DELETE', `/v1/workspaces/${other}`)
  clock.jump(60_000)
  const unused = await createPortalLink(app, allCapabilities)
  const refused: Readonly<Record<string, Pick<TestPortal, 'id' | 'cookie'>>> = {
    revoked,
    closed,
    expired,
    keyless,
    homeless,
    unused: { id: unused.id, cookie: good.cookie.replace(good.id.slice(7), unused.id.slice(7)) },
    'of another browser': { id: good.id, cookie: '' },
  }
  for (const [name, portal] of Object.entries(refused)) {
    for (const route of guarded) {
      const { status, error } = await ask(app, portal, route)
      const said = `${route.operationId}, ${name}`
      assert.deepEqual([status, error?.['reason']], [401, 'portal_session_ended'], said)
    }
  }
  assert.equal((await good.call('GET', '/v1/session')).status, 200)
})

test('to a portal what belongs to another workspace is what is not there', async () => {
  await using app = await startTestApp({ sender: createTestSender() })
  const ids = await createThings(app)
  const other = stringAt((await app.admin('POST', '/v1/workspaces', { name: 'Other' })).body, 'id')
  const foreign = await openPortal(
    app,
    await createPortalLink(app, { ...allCapabilities, workspace: other }),
  )
  const own = await openPortal(app, await createPortalLink(app, allCapabilities))
  let compared = 0
  for (const route of guarded) {
    if (route.portal === undefined || !route.path.includes('{id}')) continue
    const missing = await ask(app, foreign, route)
    assert.equal(missing.status, 404, route.operationId)
    assert.deepEqual(await ask(app, foreign, route, pathOf(route, ids)), missing, route.operationId)
    compared += 1
    if (route.method !== 'GET') continue
    assert.equal((await ask(app, own, route, pathOf(route, ids))).status, 200, route.operationId)
  }
  assert.ok(compared > 15)
  for (const route of guarded) {
    const named = route.query?.properties['workspace']
    if (route.portal === undefined || route.method !== 'GET' || named === undefined) continue
    const path = `${pathOf(route, ids)}?workspace=${app.workspace}`
    assert.equal((await ask(app, foreign, route, path)).status, 404, route.operationId)
  }
  for (const path of ['/v1/deliveries', '/v1/recoveries', '/v1/statistics/webhooks']) {
    const { status, body } = await foreign.call('GET', `${path}?webhook=${ids['webhooks']}`)
    assert.ok(status === 404 || !/_0/.test(JSON.stringify(body)), `${path}: ${status}`)
  }
  for (const path of ['/v1/webhooks', '/v1/events', '/v1/deliveries', '/v1/recoveries']) {
    const [mine, theirs] = [await own.call('GET', path), await foreign.call('GET', path)]
    assert.ok(JSON.stringify(mine.body).includes('_0'), path)
    assert.ok(!JSON.stringify(theirs.body).includes('_0'), path)
  }
})

/** One of each thing that a path can name, in the app's workspace. */
async function createThings(app: TestApp): Promise<Record<string, string>> {
  const wanted = { url: 'https://example.com/', events: ['*'] }
  const webhook = stringAt((await app.call('POST', '/v1/webhooks', wanted)).body, 'id')
  const published = await app.call('POST', '/v1/events', { type: 'user.created', data: {} })
  const event = stringAt(published.body, 'id')
  const { body } = await app.call('GET', `/v1/events/${event}`)
  const keys = `/v1/workspaces/${app.workspace}/keys`
  const key = await app.admin('POST', keys, { name: 'x', scopes: ['read'] })
  const recovery = sampleRecovery({
    state: 'done',
    webhookId: parsePublicId('webhook', webhook) ?? '',
    workspaceId: parsePublicId('workspace', app.workspace) ?? '',
  })
  await app.context.store.insertRecovery(recovery, sampleAudit())
  return {
    webhooks: webhook,
    events: event,
    deliveries: stringAt(Object.values(body.deliveries ?? {})[0], 'id'),
    workspaces: app.workspace,
    keys: stringAt(key.body, 'id'),
    recoveries: formatPublicId('recovery', recovery.id),
  }
}
