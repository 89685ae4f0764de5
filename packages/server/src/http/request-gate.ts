import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KeyScope } from '../domain/api-key.ts'
import type { Caller } from '../domain/caller.ts'
import type { Clock } from '../domain/clock.ts'
import { RequestError } from '../domain/errors.ts'
import type { PortalCapability } from '../domain/portal-link.ts'
import type { ManagementContext } from '../management/management-context.ts'
import type { Authenticator } from './authentication.ts'
import { createRateLimiter, type RateVerdict } from './rate-limiter.ts'
import { assertCapability, authenticatePortal, namesPortal } from './portal-session.ts'
import { presentsSession, sessionHeader } from './session.ts'
import type { RequestLimits, RequestWindow } from './surface.ts'

export type Gate = (
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
) => void

export interface GateOptions {
  readonly context: ManagementContext
  readonly authenticator: Authenticator
  readonly limit: RequestLimiter
  /** True: the cookie of a session will do in place of a key. */
  readonly acceptsSessions: boolean
}

/** What a route asks of a key, and of the session of a portal; undefined: it is not for portals. */
export interface Admission {
  readonly scope: KeyScope
  readonly portal: PortalCapability | undefined
  /** True: whoever sends no key is let through, and is nobody. */
  readonly keyIsOptional: boolean
}

/** Runs before the body is read, so that nobody without a key can make us read one. */
export function createGate(
  { scope, portal, keyIsOptional }: Admission,
  { context, authenticator, limit, acceptsSessions }: GateOptions,
): Gate {
  async function admitPortal(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const session = await authenticatePortal(context, request.headers)
    assertCapability(session, portal)
    request.caller = session
    limit(session, reply)
  }

  return (request, reply, done) => {
    const hasKey = request.headers.authorization !== undefined
    if (acceptsSessions && !hasKey && namesPortal(request.headers)) {
      admitPortal(request, reply).then(() => done(), done)
      return
    }
    try {
      const { authorization, cookie } = request.headers
      if (keyIsOptional && authorization === undefined) return done()
      // Where a key stands beside it, the cookie is not looked at.
      const session = acceptsSessions && authorization === undefined ? cookie : undefined
      const isSession = session !== undefined && presentsSession(session)
      if (isSession) assertOwnRequest(request)
      const caller = isSession
        ? authenticator.authenticateSession(session, scope)
        : authenticator.authenticate(authorization, scope)
      request.caller = caller
      limit(caller, reply)
    } catch (error) {
      // Only RequestError is thrown in there.
      done(error as Error)
      return
    }
    done()
  }
}

/**
 * A browser adds cookies to whatever page asks. Only pages of this origin can add a header, so what
 * changes something has to have one.
 */
function assertOwnRequest({ method, headers }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD' || headers[sessionHeader] !== undefined) return
  throw new RequestError(
    'forbidden',
    'With the cookie of a session, a request that changes something needs the header "Posthorn-Session: 1".',
  )
}

/**
 * Counts a request and tells what is left in its answer's headers. Throws `rate_limited`.
 *
 * What one window refuses does not count in the longer ones, so that whoever asks too fast for a
 * second is not locked out for a minute.
 */
export type RequestLimiter = (caller: Caller, reply: FastifyReply) => void

/** One for all routes of a surface. */
export function createRequestLimiter(limits: RequestLimits, clock: Clock): RequestLimiter {
  const { countedBy } = limits
  const windows = limits.windows.map((window) => ({
    window,
    limiter: createRateLimiter(window, clock),
  }))
  return ({ kind, id, workspaceId }, reply) => {
    const counted = countedBy === 'workspace' ? (workspaceId ?? id) : id
    const noun = countedBy === 'workspace' ? 'workspace' : nouns[kind]
    for (const { window } of windows) reply.header(window.limitHeader, window.requests)
    let least = Number.POSITIVE_INFINITY
    for (const { window, limiter } of windows) {
      const verdict = limiter.take(counted)
      if (verdict.remaining < least || !verdict.allowed) {
        least = verdict.remaining
        reply.header('X-RateLimit-Remaining', verdict.remaining)
        reply.header('X-RateLimit-Reset', verdict.resetAtS)
      }
      if (!verdict.allowed) throw tooMany(noun, window, verdict)
    }
  }
}

const nouns = {
  key: 'API key',
  operator: 'operator',
  portal: 'portal',
} as const satisfies Record<Caller['kind'], string>

function tooMany(
  noun: string,
  { requests, seconds }: RequestWindow,
  { retryAfterS }: RateVerdict,
): RequestError {
  const span = seconds === 60 ? 'a minute' : seconds === 1 ? 'a second' : `in ${seconds} s`
  return new RequestError(
    'rate_limited',
    `This ${noun} may make ${requests} requests ${span}. Try again in ${retryAfterS} s.`,
    { retryAfterS },
  )
}
