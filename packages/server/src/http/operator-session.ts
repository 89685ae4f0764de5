import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Operator } from '../domain/operator.ts'
import type { ManagementContext } from '../management/management-context.ts'
import { knownBrowserCookie } from './known-browser.ts'
import { isFromHttps } from './public-origin.ts'
import { longestSessionMs, sessionCookie } from './session.ts'

export interface OpenedSession {
  readonly expiresAtMs: number
  /** The values of `Set-Cookie` headers. */
  readonly cookies: readonly string[]
}

/** For an operator who has just shown their password. */
export function openOperatorSession(
  context: Pick<ManagementContext, 'sealer' | 'clock' | 'randomBytes'>,
  operator: Operator,
  request: Pick<FastifyRequest, 'headers'>,
): OpenedSession {
  const { sealer, clock } = context
  const nowMs = clock.nowMs()
  const expiresAtMs = nowMs + longestSessionMs
  const isSecure = isFromHttps(request)
  const session = { operatorId: operator.id, passwordMark: passwordMark(operator), expiresAtMs }
  return {
    expiresAtMs,
    cookies: [
      sessionCookie(sealer, session, { isSecure, nowMs }),
      knownBrowserCookie(context, operator, { cookies: request.headers.cookie, isSecure }),
    ],
  }
}

/** Tells a password from the one before it, as every hash has a salt of its own. Gives nothing away. */
export function passwordMark({ passwordHash }: Pick<Operator, 'passwordHash'>): string {
  return createHash('sha256').update(passwordHash).digest('base64url')
}
