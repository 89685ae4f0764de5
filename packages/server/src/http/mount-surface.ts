import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../domain/clock.ts'
import { RequestError } from '../domain/errors.ts'
import type { ManagementContext } from '../management/management-context.ts'
import type { Authenticator } from './authentication.ts'
import { assertJsonContentType, parseJsonBody } from './json-body.ts'
import { readQueryValues } from './query-values.ts'
import { createRateLimiter, type RateLimiter, type RateVerdict } from './rate-limiter.ts'
import type { Call, Route } from './route.ts'
import { compileCheck } from './schema-check.ts'
import type { Surface } from './surface.ts'

export interface MountOptions {
  readonly context: ManagementContext
  readonly authenticator: Authenticator
  readonly clock: Clock
  /** Requests a minute for each key where the surface sets no number; 0: no limit. */
  readonly rateLimitPerMinute: number
}

const noBody = Buffer.alloc(0)

/** Adds a surface's routes. Everything that can be made once is made here, not for each request. */
export function mountSurface(app: FastifyInstance, surface: Surface, options: MountOptions): void {
  const perMinute = surface.rateLimitPerMinute ?? options.rateLimitPerMinute
  const limiter = perMinute === 0 ? null : createRateLimiter(perMinute, options.clock)
  for (const route of surface.routes) {
    app.route({
      method: route.method,
      url: toFastifyPath(route.path),
      ...(route.maxBodyBytes === undefined ? {} : { bodyLimit: route.maxBodyBytes }),
      ...(route.scope === null
        ? {}
        : { onRequest: createGate(route.scope, options.authenticator, limiter) }),
      handler: createHandler(route, options.context),
    })
  }
}

/** `/v1/webhooks/{id}` → `/v1/webhooks/:id` */
export function toFastifyPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

type Gate = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void

/** Runs before the body is read, so that nobody without a key can make us read one. */
function createGate(
  scope: NonNullable<Route['scope']>,
  authenticator: Authenticator,
  limiter: RateLimiter | null,
): Gate {
  return (request, reply, done) => {
    try {
      const apiKey = authenticator.authenticate(request.headers.authorization, scope)
      request.apiKey = apiKey
      if (limiter !== null) limit(limiter.take(apiKey.id), reply)
    } catch (error) {
      // Only RequestError is thrown in there.
      done(error as Error)
      return
    }
    done()
  }
}

function limit(verdict: RateVerdict, reply: FastifyReply): void {
  reply.header('X-RateLimit-Limit', verdict.limit)
  reply.header('X-RateLimit-Remaining', verdict.remaining)
  reply.header('X-RateLimit-Reset', verdict.resetAtS)
  if (verdict.allowed) return
  throw new RequestError(
    'rate_limited',
    `This API key may make ${verdict.limit} requests a minute. Try again in ${verdict.retryAfterS} s.`,
    { retryAfterS: verdict.retryAfterS },
  )
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

function createHandler(route: Route, context: ManagementContext): Handler {
  const readQuery = createQueryReader(route)
  const readBody = createBodyReader(route)
  const { status } = route.answer
  return (request, reply) => {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : noBody
    const call: Call = {
      apiKey: request.apiKey,
      params: request.params,
      query: readQuery(request.query),
      body: readBody(rawBody, request.headers['content-type']),
      rawBody,
      request,
      reply,
    }
    reply.code(status)
    return route.handle(call, context)
  }
}

function createQueryReader({ query: schema }: Route): (query: unknown) => unknown {
  if (schema === undefined) return (query) => query
  const check = compileCheck(schema, 'The query')
  return (query) => {
    const values = readQueryValues(schema, query)
    check(values)
    return values
  }
}

type BodyReader = (bytes: Buffer, contentType: string | undefined) => unknown

function createBodyReader(route: Route): BodyReader {
  if (route.body === undefined) return () => undefined
  if (route.bodyCheck === 'documented') {
    return (_bytes, contentType) => {
      assertJsonContentType(contentType)
      return undefined
    }
  }
  const check = compileCheck(route.body, 'The body')
  const isOptional = route.bodyIsOptional === true
  return (bytes, contentType) => {
    if (isOptional && bytes.length === 0) return undefined
    assertJsonContentType(contentType)
    const value = parseJsonBody(bytes)
    check(value)
    return value
  }
}
