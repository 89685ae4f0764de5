import type { Sealer } from '../domain/sealer.ts'

/**
 * What a browser has instead of an API key: which key opened the session, sealed, in a cookie that
 * no script can read. Nothing is stored, so every node knows every session, and it ends with its
 * key: revoked, expired or changed by the operator.
 */
export interface Session {
  /** Of the key that opened it, as {@link ApiKey.hash}. */
  readonly keyHash: string
  readonly expiresAtMs: number
}

/** A request that changes something has to carry it beside the cookie: other sites cannot add it. */
export const sessionHeader = 'posthorn-session'

export const longestSessionMs = 12 * 60 * 60 * 1000

/** Browsers take a name with this prefix only over HTTPS, and only from the host itself. */
const secureName = '__Host-posthorn_session'
const plainName = 'posthorn_session'
const binding = 'sessions'
const attributes = 'Path=/; HttpOnly; SameSite=Strict'

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
  const value = sealer.seal(JSON.stringify(session), binding)
  const maxAgeS = Math.floor((session.expiresAtMs - nowMs) / 1000)
  const name = isSecure ? secureName : plainName
  return `${name}=${value}; ${attributes}; Max-Age=${maxAgeS}${isSecure ? '; Secure' : ''}`
}

/** The values of `Set-Cookie` headers that take a session from a browser. */
export function endedSessionCookies(): string[] {
  return [
    `${plainName}=; ${attributes}; Max-Age=0`,
    `${secureName}=; ${attributes}; Max-Age=0; Secure`,
  ]
}

/** Whether a `Cookie` header has something that is meant to be a session. */
export function presentsSession(cookies: string): boolean {
  return sealedIn(cookies) !== undefined
}

/** The session in a `Cookie` header, over or not; null when there is none that was sealed here. */
export function sessionIn(cookies: string | undefined, sealer: Sealer): Session | null {
  const sealed = sealedIn(cookies)
  if (sealed === undefined) return null
  try {
    // Only `sessionCookie` seals under this binding.
    return JSON.parse(sealer.unseal(sealed, binding)) as Session
  } catch {
    return null
  }
}

function sealedIn(cookies: string | undefined): string | undefined {
  return cookieNamed(secureName, cookies) ?? cookieNamed(plainName, cookies)
}

export function cookieNamed(name: string, cookies: string | undefined): string | undefined {
  for (const pair of cookies?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}
