import type { Sealer } from '../domain/sealer.ts'
import {
  endedCookies,
  presentsCookie,
  sealCookie,
  unsealCookie,
  type SealedCookie,
} from './sealed-cookie.ts'

/**
 * What a browser has instead of an API key: who opened the session, sealed, in a cookie that no
 * script can read. Nothing is stored, so every node knows every session, and it ends with what opened
 * it: a key that is revoked, has expired or was changed by the operator; a password that was changed.
 */
export type Session = (KeySession | OperatorSession) & { readonly expiresAtMs: number }

export interface KeySession {
  /** Of the key that opened it, as {@link ApiKey.hash}. */
  readonly keyHash: string
}

export interface OperatorSession {
  readonly operatorId: string
  /** As `passwordMark` makes it of the password that opened it. */
  readonly passwordMark: string
}

/** A request that changes something has to carry it beside the cookie: other sites cannot add it. */
export const sessionHeader = 'posthorn-session'

export const longestSessionMs = 12 * 60 * 60 * 1000

const cookie: SealedCookie = { name: 'posthorn_session', binding: 'sessions' }

export interface SessionCookie {
  /** Whether the browser came by HTTPS, as only it knows when a proxy stands between. */
  readonly isSecure: boolean
  readonly nowMs: number
}

/** The value of a `Set-Cookie` header. */
export function sessionCookie(
  sealer: Sealer,
  session: Session,
  { isSecure, nowMs }: SessionCookie,
): string {
  const maxAgeS = Math.floor((session.expiresAtMs - nowMs) / 1000)
  return sealCookie(cookie, session, { sealer, isSecure, maxAgeS })
}

/** The values of `Set-Cookie` headers that take a session from a browser. */
export function endedSessionCookies(): string[] {
  return endedCookies(cookie)
}

/** Whether a `Cookie` header has something that is meant to be a session. */
export function presentsSession(cookies: string): boolean {
  return presentsCookie(cookie, cookies)
}

/** The session in a `Cookie` header, over or not; null when there is none that was sealed here. */
export function sessionIn(cookies: string | undefined, sealer: Sealer): Session | null {
  // Only `sessionCookie` seals under this binding.
  return unsealCookie(cookie, cookies, sealer) as Session | null
}
