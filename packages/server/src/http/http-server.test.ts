import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'
import { connect } from 'node:net'
import { test, type TestContext } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ApiKey } from '../domain/api-key.ts'
import { RequestError } from '../domain/errors.ts'
import { createIdGenerator } from '../domain/ids.ts'
import { createCatalog } from '../engine/catalog-index.ts'
import { systemClock } from '../engine/system-clock.ts'
import { hashApiKey } from '../management/hash-api-key.ts'
import type { ManagementContext } from '../management/management-context.ts'
import { StoreError } from '../stores/store-error.ts'
import { createKeyRing, generateMasterKey } from '../config/key-ring.ts'
import { createAuthenticator } from './authentication.ts'
import { createHttpServer, type ServerPhase } from './create-http-server.ts'
import { createMethodGuard } from './method-not-allowed.ts'
import { mountSurface } from './mount-surface.ts'
import { defineRoute, type Route } from './route.ts'
import type { Surface } from './surface.ts'

const ids = createIdGenerator({ nowMs: Date.now, fillRandom: randomFillSync })
const workspaceId = ids.next()

function keyNamed(text: string, more: Partial<ApiKey> = {}): ApiKey {
  return {
    id: ids.next(),
    workspaceId,
    name: text,
    hash: hashApiKey(text),
    preview: '',
    scopes: ['read'],
    createdAtMs: 1,
    createdBy: null,
    expiresAtMs: null,
    revokedAtMs: null,
    deletedAtMs: null,
    ...more,
  }
}

const answer = { status: 200, description: '', schema: Type.Unknown() }
const shared = { operationId: 'x', tag: 'x', summary: 'x', answer } as const

const echo = defineRoute({
  ...shared,
  method: 'POST',
  path: '/one/echo/{id}',
  scope: 'read',
  query: Type.Object({ n: Type.Optional(Type.Integer()) }, { additionalProperties: false }),
  body: Type.Object({ a: Type.String({ maxLength: 5 }) }, { additionalProperties: false }),
  maxBodyBytes: 100,
  handle: async ({ params, query, body, apiKey }) => ({ params, query, body, key: apiKey.name }),
})

const failures: Record<string, () => unknown> = {
  own: () => new TypeError('an inner detail'),
  refused: () => new StoreError('refused', 'disk full'),
  unknown: () => new StoreError('unknown', 'disk gone'),
  conflict: () => new RequestError('conflict', 'It is there.'),
}

const fail = defineRoute({
  ...shared,
  method: 'GET',
  path: '/one/fail/{kind}',
  scope: null,
  async handle({ params }) {
    throw failures[params.kind]?.() ?? new Error('unknown kind')
  },
})

const manage = defineRoute({
  ...shared,
  method: 'DELETE',
  path: '/one/thing',
  scope: 'manage',
  handle: async () => null,
})

function surfaceOf(name: string, routes: Route[], rateLimitPerMinute: number | null): Surface {
  return {
    name,
    root: `/${name}`,
    basePaths: [`/${name}`],
    routes,
    renderError: ({ code, message, field }) => ({
      status: code === 'validation_error' ? 422 : (statuses[code] ?? 500),
      body: { surface: name, code, message, ...(field === null ? {} : { field }) },
    }),
    errorSchema: Type.Unknown(),
    tellsEveryFault: false,
    requestLimits:
      rateLimitPerMinute === null
        ? null
        : {
            countedBy: 'key',
            windows:
              rateLimitPerMinute === 0
                ? []
                : [{ requests: rateLimitPerMinute, seconds: 60, limitHeader: 'X-RateLimit-Limit' }],
          },
  }
}

const statuses: Record<string, number> = {
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  unavailable: 503,
}

interface Setup {
  readonly app: FastifyInstance
  readonly logged: object[]
  readonly enter: (phase: ServerPhase) => void
}

function setUp(t: TestContext, rateLimitPerMinute: number | null = 0): Setup {
  const logged: object[] = []
  let phase: ServerPhase = 'serving'
  const surfaces = [surfaceOf('one', [echo, fail, manage], rateLimitPerMinute)]
  const app = createHttpServer({
    surfaces,
    ids,
    log: { error: (detail) => logged.push(detail) },
    maxBodyBytes: 1000,
    phase: () => phase,
  })
  const guard = createMethodGuard(app)
  const catalog = createCatalog()
  catalog.apply({
    version: 1,
    workspaces: [
      {
        id: workspaceId,
        name: 'w',
        defaultProfile: 'standard',
        openCatalogue: false,
        createdAtMs: 1,
        updatedAtMs: 1,
        deletedAtMs: null,
      },
    ],
    webhooks: [],
    eventTypes: [],
    keys: [
      keyNamed('reader'),
      keyNamed('expired', { expiresAtMs: 5 }),
      keyNamed('revoked', { revokedAtMs: 5 }),
      keyNamed('publisher', { scopes: ['publish'] }),
      keyNamed('orphan', { workspaceId: ids.next() }),
    ],
  })
  const clock = systemClock
  const authenticator = createAuthenticator({
    catalog,
    clock,
    sealer: createKeyRing([generateMasterKey()]),
    operatorKey: keyNamed('operator', { workspaceId: null, scopes: ['admin'] }),
  })
  for (const surface of surfaces) {
    // No route of this test looks into its context.
    const context = {} as ManagementContext
    mountSurface(app, surface, { context, authenticator, clock, rateLimitPerMinute: 0 })
  }
  app.get('/livez', async () => ({ status: 'ok' }))
  guard.mount()
  t.after(() => app.close())
  return {
    app,
    logged,
    enter(next) {
      phase = next
    },
  }
}

const json = { 'content-type': 'application/json' }
const asReader = { authorization: 'Bearer reader' }

test('a good request reaches its route with path, query and body read', async (t) => {
  const { app } = setUp(t)
  const response = await app.inject({
    method: 'POST',
    url: '/one/echo/x%20y?n=7',
    headers: { ...json, authorization: 'bearer reader' },
    payload: '{"a":"b"}',
  })
  assert.equal(response.statusCode, 200)
  assert.deepEqual(response.json(), {
    params: { id: 'x y' },
    query: { n: 7 },
    body: { a: 'b' },
    key: 'reader',
  })
  assert.equal(response.headers['x-content-type-options'], 'nosniff')
  assert.equal(response.headers['cache-control'], 'no-store')
})

test('a key that is missing, malformed, unknown, expired, revoked or orphaned is refused before the body', async (t) => {
  const { app } = setUp(t)
  const wrong = [
    undefined,
    '',
    'reader',
    'Bearer',
    'Bearer ',
    'Basic reader',
    'Bearer reader2',
    'Bearer expired',
    'Bearer revoked',
    'Bearer orphan',
  ]
  for (const authorization of wrong) {
    const response = await app.inject({
      method: 'POST',
      url: '/one/echo/1',
      headers: { ...json, ...(authorization === undefined ? {} : { authorization }) },
      payload: 'no json, and a body that is longer than the route takes'.repeat(5),
    })
    assert.equal(response.statusCode, 401, String(authorization))
    assert.equal(response.json().code, 'unauthorized')
    assert.equal(response.headers['www-authenticate'], 'Bearer')
  }
})

test('a key without the scope is refused, and the operator’s key has every scope', async (t) => {
  const { app } = setUp(t)
  const request = (key: string) =>
    app.inject({ method: 'DELETE', url: '/one/thing', headers: { authorization: `Bearer ${key}` } })
  assert.equal((await request('reader')).statusCode, 403)
  assert.equal((await request('publisher')).statusCode, 403)
  assert.equal((await request('operator')).statusCode, 200)
})

test('bad input is refused in the surface’s shape, with the field at fault', async (t) => {
  const { app } = setUp(t)
  const post = (payload: string, query = '', headers: Record<string, string> = json) =>
    app.inject({
      method: 'POST',
      url: `/one/echo/1${query}`,
      headers: { ...asReader, ...headers },
      payload,
    })
  const cases: [Promise<{ statusCode: number; json(): unknown }>, number, string | undefined][] = [
    [post('{"a":'), 422, undefined],
    [post(''), 422, undefined],
    [post('[]'), 422, undefined],
    [post('{}'), 422, 'a'],
    [post('{"a":1}'), 422, 'a'],
    [post('{"a":"x","b":1}'), 422, 'b'],
    [post('{"a":"x","__proto__":{}}'), 422, '__proto__'],
    [post('{"a":"x","a":"y"}'), 422, 'a'],
    [post('{"a":"x"}', '?n=1.5'), 422, 'n'],
    [post('{"a":"x"}', '?n=1&n=2'), 422, 'n'],
    [post('{"a":"x"}', '?m=1'), 422, 'm'],
    [post('{"a":"x"}', '', { 'content-type': 'text/plain' }), 415, undefined],
    [post('{"a":"x"}', '', { 'content-type': ';;' }), 415, undefined],
    [post('{"a":"x"}', '', {}), 415, undefined],
    [post(`{"a":"${'x'.repeat(100)}"}`), 413, undefined],
  ]
  for (const [pending, status, field] of cases) {
    const response = await pending
    const body = response.json()
    assert.equal(response.statusCode, status, JSON.stringify(body))
    assert.partialDeepStrictEqual(body, {
      surface: 'one',
      ...(field === undefined ? {} : { field }),
    })
  }
})

test('unknown paths and wrong methods are told in the shape of the surface they lie under', async (t) => {
  const { app } = setUp(t)
  const unknown = await app.inject({ method: 'GET', url: '/one/nothing' })
  assert.equal(unknown.statusCode, 404)
  assert.equal(unknown.json().surface, 'one')
  assert.match(String(unknown.headers['x-request-id']), /^req_/)
  const elsewhere = await app.inject({
    method: 'POST',
    url: '/nothing',
    headers: json,
    payload: '{',
  })
  assert.equal(elsewhere.statusCode, 404)
  assert.equal(elsewhere.json().error.code, 'not_found')
  const wrong = await app.inject({ method: 'PUT', url: '/one/echo/1', headers: json, payload: '{' })
  assert.equal(wrong.statusCode, 405)
  assert.equal(wrong.headers.allow, 'POST')
  assert.equal(wrong.json().surface, 'one')
  const probe = await app.inject({ method: 'DELETE', url: '/livez' })
  assert.equal(probe.statusCode, 405)
  assert.equal(probe.headers.allow, 'GET, HEAD')
  assert.equal((await app.inject({ method: 'HEAD', url: '/livez' })).statusCode, 200)
  const broken = await app.inject({ method: 'GET', url: '/one/%zz' })
  assert.equal(broken.statusCode, 422)
  assert.equal(broken.json().surface, 'one')
})

test('a failure of our own is logged in full and told without its details', async (t) => {
  const { app, logged } = setUp(t)
  const response = await app.inject({ method: 'GET', url: '/one/fail/own' })
  assert.equal(response.statusCode, 500)
  assert.equal(response.json().code, 'internal_error')
  assert.doesNotMatch(response.body, /inner detail/)
  assert.partialDeepStrictEqual(logged, [
    { requestId: response.headers['x-request-id'], method: 'GET', path: '/one/fail/:kind' },
  ])
  assert.match(String(Object(logged[0]).err), /inner detail/)
})

test('a store that fails is unavailable, and says whether something may have been written', async (t) => {
  const { app } = setUp(t)
  const refused = await app.inject({ method: 'GET', url: '/one/fail/refused' })
  assert.equal(refused.statusCode, 503)
  assert.equal(refused.headers['retry-after'], '1')
  assert.match(refused.json().message, /Nothing was changed/)
  const unknown = await app.inject({ method: 'GET', url: '/one/fail/unknown' })
  assert.equal(unknown.statusCode, 503)
  assert.match(unknown.json().message, /before you repeat it/)
  assert.equal((await app.inject({ method: 'GET', url: '/one/fail/conflict' })).statusCode, 409)
})

test('a request id is taken from the caller when it is short and printable', async (t) => {
  const { app } = setUp(t)
  const given = async (id: string) =>
    (await app.inject({ url: '/livez', headers: { 'x-request-id': id } })).headers['x-request-id']
  assert.equal(await given('abc-123'), 'abc-123')
  assert.match(String(await given('x'.repeat(129))), /^req_[0-9a-f]{32}$/)
  assert.match(String(await given('with space')), /^req_/)
})

test('a key that asks too often is told when to come back, and others are not held up', async (t) => {
  const { app } = setUp(t, 2)
  const ask = (key: string) =>
    app.inject({ method: 'DELETE', url: '/one/thing', headers: { authorization: `Bearer ${key}` } })
  const first = await ask('operator')
  assert.equal(first.statusCode, 200)
  assert.equal(first.headers['x-ratelimit-limit'], '2')
  assert.equal(first.headers['x-ratelimit-remaining'], '1')
  await ask('operator')
  const third = await ask('operator')
  assert.equal(third.statusCode, 429)
  assert.equal(third.json().code, 'rate_limited')
  assert.equal(third.headers['x-ratelimit-remaining'], '0')
  assert.match(String(third.headers['retry-after']), /^\d+$/)
  const other = await app.inject({
    method: 'POST',
    url: '/one/echo/1',
    headers: { ...asReader, ...json },
    payload: '{"a":"x"}',
  })
  assert.equal(other.statusCode, 200)
})

test('while the server leaves it answers as before, and each answer closes its connection', async (t) => {
  const { app, enter } = setUp(t)
  const ask = () =>
    app.inject({
      method: 'POST',
      url: '/one/echo/1',
      headers: { ...asReader, ...json },
      payload: '{"a":"x"}',
    })
  assert.equal((await ask()).headers.connection, 'keep-alive')
  enter('leaving')
  const response = await ask()
  assert.equal(response.statusCode, 200)
  assert.equal(response.headers.connection, 'close')
})

test('while the server stops, surfaces are unavailable and the rest still answers', async (t) => {
  const { app, enter, logged } = setUp(t)
  enter('stopping')
  const response = await app.inject({ method: 'GET', url: '/one/fail/own' })
  assert.equal(response.statusCode, 503)
  assert.equal(response.json().surface, 'one')
  assert.equal(response.headers['retry-after'], '1')
  assert.deepEqual(logged, [])
  assert.equal((await app.inject({ url: '/livez' })).statusCode, 200)
})

test('what is not HTTP is refused and the connection closed', async (t) => {
  const { app } = setUp(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const exchange = async (text: string): Promise<string> => {
    const socket = connect(address.port, '127.0.0.1')
    socket.write(text)
    let received = ''
    for await (const chunk of socket.setEncoding('utf8')) received += String(chunk)
    return received
  }
  assert.match(await exchange('nonsense\r\n\r\n'), /^HTTP\/1\.1 400 .*"validation_error"/s)
  const huge = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`
  assert.match(await exchange(huge), /^HTTP\/1\.1 431 /)
})
