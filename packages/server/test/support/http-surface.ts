import { randomFillSync } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ApiKey } from '../../src/domain/api-key.ts'
import { RequestError } from '../../src/domain/errors.ts'
import { createIdGenerator } from '../../src/domain/ids.ts'
import { createCatalog } from '../../src/engine/catalog-index.ts'
import { systemClock } from '../../src/engine/system-clock.ts'
import { hashApiKey } from '../../src/management/hash-api-key.ts'
import type { ManagementContext } from '../../src/management/management-context.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { createKeyRing, generateMasterKey } from '../../src/config/key-ring.ts'
import { createAuthenticator } from '../../src/http/authentication.ts'
import { createHttpServer, type ServerPhase } from '../../src/http/create-http-server.ts'
import { createMethodGuard } from '../../src/http/method-not-allowed.ts'
import { mountSurface } from '../../src/http/mount-surface.ts'
import { defineRoute, type Route } from '../../src/http/route.ts'
import { nothingChanged } from '../../src/stores/catalog-store.ts'
import type { Surface } from '../../src/http/surface.ts'

const ids = createIdGenerator({ nowMs: Date.now, fillRandom: randomFillSync })
const workspaceId = ids.next()

function keyNamed(text: string, more: Partial<ApiKey> = {}): ApiKey {
  return {
    kind: 'key',
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
  handle: async ({ params, query, body, caller }) => ({
    params,
    query,
    body,
    key: 'name' in caller ? caller.name : null,
  }),
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

export interface TestSurface {
  readonly app: FastifyInstance
  readonly logged: object[]
  readonly enter: (phase: ServerPhase) => void
}

export function setUpSurface(t: TestContext, rateLimitPerMinute: number | null = 0): TestSurface {
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
    ...nothingChanged(1),
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

export const json = { 'content-type': 'application/json' }
export const asReader = { authorization: 'Bearer reader' }
