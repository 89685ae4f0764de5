import type { Sealer } from '../domain/sealer.ts'

/** A cookie that no script can read, no other site can make a browser send, and nobody can forge. */
export interface SealedCookie {
  readonly name: string
  /** What it is sealed for, so that one cookie does not pass for another. */
  readonly binding: string
}

const attributes = 'Path=/; HttpOnly; SameSite=Strict'

/** Browsers take a name with this prefix only over HTTPS, and only from the host itself. */
const securePrefix = '__Host-'

export interface CookieLife {
  /** Whether the browser came by HTTPS, as only it knows when a proxy stands between. */
  readonly isSecure: boolean
  readonly maxAgeS: number
}

/** The value of a `Set-Cookie` header. */
export function sealCookie(
  { name, binding }: SealedCookie,
  content: object,
  { sealer, isSecure, maxAgeS }: CookieLife & { readonly sealer: Sealer },
): string {
  const value = sealer.seal(JSON.stringify(content), binding)
  const prefix = isSecure ? securePrefix : ''
  const secure = isSecure ? '; Secure' : ''
  return `${prefix}${name}=${value}; ${attributes}; Max-Age=${maxAgeS}${secure}`
}

/** The values of `Set-Cookie` headers that take it from a browser. */
export function endedCookies({ name }: SealedCookie): string[] {
  return [
    `${name}=; ${attributes}; Max-Age=0`,
    `${securePrefix}${name}=; ${attributes}; Max-Age=0; Secure`,
  ]
}

/** Whether a `Cookie` header has something that is meant to be it. */
export function presentsCookie(cookie: SealedCookie, cookies: string): boolean {
  return sealedIn(cookie, cookies) !== undefined
}

/** What {@link sealCookie} has sealed into a `Cookie` header; null when there is nothing of the kind. */
export function unsealCookie(
  cookie: SealedCookie,
  cookies: string | undefined,
  sealer: Sealer,
): unknown {
  const sealed = sealedIn(cookie, cookies)
  if (sealed === undefined) return null
  try {
    return JSON.parse(sealer.unseal(sealed, cookie.binding))
  } catch {
    return null
  }
}

function sealedIn({ name }: SealedCookie, cookies: string | undefined): string | undefined {
  return cookieNamed(securePrefix + name, cookies) ?? cookieNamed(name, cookies)
}

export function cookieNamed(name: string, cookies: string | undefined): string | undefined {
  for (const pair of cookies?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals !== -1 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim()
  }
  return undefined
}
