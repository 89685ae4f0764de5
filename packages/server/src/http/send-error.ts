import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RequestError } from '../domain/errors.ts'
import { toRequestError } from './request-error.ts'
import { surfaceOf, type ErrorAnswer, type Surface } from './surface.ts'
import { statusOfError } from './error-status.ts'

/** Where failures of our own are told. */
export interface FailureLog {
  error(detail: object, message: string): void
}

export interface ErrorSender {
  /** Answers with whatever was thrown, in the shape of the surface that the path belongs to. */
  send(error: unknown, request: FastifyRequest, reply: FastifyReply): void
}

export function createErrorSender(surfaces: readonly Surface[], log: FailureLog): ErrorSender {
  return {
    send(error, request, reply) {
      const refusal = toRequestError(error)
      const surface = surfaceOf(surfaces, request.url)
      const answer = surface?.renderError(refusal) ?? renderPlainError(refusal)
      if (isOurs(refusal)) logFailure(log, refusal, request)
      if (refusal.code === 'unauthorized') reply.header('WWW-Authenticate', 'Bearer')
      if (refusal.retryAfterS !== null) reply.header('Retry-After', String(refusal.retryAfterS))
      reply
        .code(answer.status)
        .header('Content-Type', 'application/json; charset=utf-8')
        .send(JSON.stringify(answer.body))
    },
  }
}

/** For paths that are no surface's. */
function renderPlainError(error: RequestError): ErrorAnswer {
  const { code, message } = error
  return { status: statusOfError[code], body: { error: { code, message } } }
}

/** Something broke. A server that is only too busy says so to its callers, not once for each in its log. */
function isOurs({ code, cause }: RequestError): boolean {
  return code === 'internal_error' || (code === 'unavailable' && cause !== undefined)
}

function logFailure(log: FailureLog, error: RequestError, request: FastifyRequest): void {
  const { code, cause } = error
  log.error(
    {
      requestId: request.id,
      method: request.method,
      path: request.routeOptions.url,
      code,
      err: cause ?? error,
    },
    'A request failed',
  )
}
