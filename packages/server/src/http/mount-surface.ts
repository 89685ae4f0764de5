import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../domain/clock.ts'
import type { ManagementContext } from '../management/management-context.ts'
import type { Authenticator } from './authentication.ts'
import { assertJsonContentType, parseJsonBody } from './json-body.ts'
import { readQueryValues } from './query-values.ts'
import { createGate, createRequestLimiter, type Gate, type GateOptions } from './request-gate.ts'
import type { Call, Route } from './route.ts'
import { compileCheck } from './schema-check.ts'
import type { RequestLimits, Surface } from './surface.ts'

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
  const limits = surface.requestLimits ?? limitsOfServer(options.rateLimitPerMinute)
  const limit = createRequestLimiter(limits, options.clock)
  const { authenticator, context } = options
  const acceptsSessions = surface.acceptsSessions === true
  const gateOptions = { context, authenticator, limit, acceptsSessions }
  for (const route of surface.routes) {
    app.route({
      method: route.method,
      url: toFastifyPath(route.path),
      ...(route.maxBodyBytes === undefined ? {} : { bodyLimit: route.maxBodyBytes }),
      onRequest: gatesOf(route, gateOptions),
      handler: createHandler(route, surface, options.context),
    })
  }
}

function gatesOf({ scope, portal, keyIsOptional = false }: Route, options: GateOptions): Gate[] {
  return scope === null ? [] : [createGate({ scope, portal, keyIsOptional }, options)]
}

function limitsOfServer(perMinute: number): RequestLimits {
  const window = { requests: perMinute, seconds: 60, limitHeader: 'X-RateLimit-Limit' }
  return { countedBy: 'key', windows: perMinute === 0 ? [] : [window] }
}

/** `/v1/webhooks/{id}` → `/v1/webhooks/:id` */
function toFastifyPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

function createHandler(route: Route, surface: Surface, context: ManagementContext): Handler {
  const readQuery = createQueryReader(route, surface)
  const readBody = createBodyReader(route, surface)
  const { status } = route.answer
  return (request, reply) => {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : noBody
    const call: Call = {
      surface,
      caller: request.caller,
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

function createQueryReader(
  { query: schema }: Route,
  { tellsEveryFault }: Surface,
): (query: unknown) => unknown {
  if (schema === undefined) return (query) => query
  const check = compileCheck(schema, { part: 'query', tellsEveryFault })
  return (query) => {
    const values = readQueryValues(schema, query)
    check(values)
    return values
  }
}

type BodyReader = (bytes: Buffer, contentType: string | undefined) => unknown

function createBodyReader(route: Route, { tellsEveryFault }: Surface): BodyReader {
  if (route.body === undefined) return () => undefined
  if (route.bodyCheck === 'documented') {
    return (_bytes, contentType) => {
      assertJsonContentType(contentType)
      return undefined
    }
  }
  const check = compileCheck(route.body, { part: 'body', tellsEveryFault })
  const isOptional = route.bodyIsOptional === true
  return (bytes, contentType) => {
    if (isOptional && bytes.length === 0) return undefined
    assertJsonContentType(contentType)
    const value = parseJsonBody(bytes)
    check(value)
    return value
  }
}
