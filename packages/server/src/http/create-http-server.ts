import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import { RequestError } from '../domain/errors.ts'
import type { IdGenerator } from '../domain/ids.ts'
import { addEventStreams } from './event-streams.ts'
import './fastify-request.ts'
import { refuseMalformed } from './refuse-malformed.ts'
import { createErrorSender, type FailureLog } from './send-error.ts'
import { surfaceOf, type Surface } from './surface.ts'

export interface HttpServerOptions {
  /** Those whose error shapes are spoken. Mounting their routes is another step. */
  readonly surfaces: readonly Surface[]
  readonly ids: IdGenerator
  readonly log: FailureLog
  /** For routes that set no limit of their own. */
  readonly maxBodyBytes: number
  readonly phase: () => ServerPhase
}

/**
 * - `serving`
 * - `leaving`: as before, but each answer closes its connection, so that clients go elsewhere
 * - `stopping`: what lies under a surface is answered with `unavailable`
 */
export type ServerPhase = 'serving' | 'leaving' | 'stopping'

/** The longest subject of an event, each character of it percent-encoded. */
const maxParamLength = 3072
const requestTimeoutMs = 30_000
const headersTimeoutMs = 10_000
const keepAliveTimeoutMs = 65_000
const requestIdPattern = /^[\x21-\x7e]{1,128}$/

/**
 * A server that reads bodies as bytes, names every request and spells every refusal, its own and
 * the framework's, in the shape that the path calls for.
 */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const errors = createErrorSender(options.surfaces, options.log)
  const app = fastify({
    logger: false,
    bodyLimit: options.maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    http: { headersTimeout: headersTimeoutMs },
    routerOptions: { maxParamLength },
    // While it closes, our own refusal is given, in the right shape.
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: (message) => requestIdOf(message, options.ids),
    clientErrorHandler: refuseMalformed,
    frameworkErrors: (error, request, reply) => {
      setCommonHeaders(request, reply)
      errors.send(error, request, reply)
    },
  })
  app.decorateRequest('caller', null)
  addEventStreams(app)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(['application/json', '*'], { parseAs: 'buffer' }, keepBytes)
  app.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply)
    const phase = options.phase()
    if (phase !== 'serving') reply.header('Connection', 'close')
    const isRefused = phase === 'stopping' && surfaceOf(options.surfaces, request.url) !== undefined
    done(isRefused ? stopping() : undefined)
  })
  app.setErrorHandler((error, request, reply) => errors.send(error, request, reply))
  app.setNotFoundHandler((request, reply) => {
    errors.send(
      new RequestError('not_found', unknownPath, { reason: 'unknown_path' }),
      request,
      reply,
    )
  })
  return app
}

function stopping(): RequestError {
  return new RequestError('unavailable', 'This server is stopping. Try again.', { retryAfterS: 1 })
}

const unknownPath = 'There is nothing at this path. The API is described at /docs.'

function requestIdOf(message: IncomingMessage, ids: IdGenerator): string {
  const given = message.headers['x-request-id']
  if (typeof given === 'string' && requestIdPattern.test(given)) return given
  return `req_${ids.next()}`
}

function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('X-Request-Id', request.id)
  reply.header('X-Content-Type-Options', 'nosniff')
  reply.header('Cache-Control', 'no-store')
}

function keepBytes(
  _request: FastifyRequest,
  body: Buffer,
  done: (error: Error | null, body: Buffer) => void,
): void {
  done(null, body)
}
