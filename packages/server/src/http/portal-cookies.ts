import type { Id } from '../domain/ids.ts'
import { cookieNamed } from './sealed-cookie.ts'

/*
 * The session of a portal is in a cookie named for its link, so that one browser may have several, of
 * several workspaces. Where the portal stands in a frame of another site, browsers send a cookie only
 * if it is `SameSite=None`, and keep it only if it is `Partitioned`: it is then that site's alone.
 */

/** Browsers take a name with this prefix over HTTPS, or from their own machine, and from the host itself. */
const secureName = (linkId: Id): string => `__Host-posthorn_portal_${linkId}`
const secureAttributes = 'Path=/; HttpOnly; Secure; SameSite=None; Partitioned'

/** For browsers that came by plain HTTP and take no secure cookie. Frames of other sites do not get it. */
const plainName = (linkId: Id): string => `posthorn_portal_${linkId}`
const plainAttributes = 'Path=/; HttpOnly; SameSite=Lax'

export interface PortalCookie {
  readonly linkId: Id
  readonly sessionSecret: string
  /** Whether the browser came by HTTPS, as only it knows when a proxy stands between. */
  readonly isSecure: boolean
  readonly maxAgeS: number
}

/** The values of `Set-Cookie` headers. */
export function portalCookies(cookie: PortalCookie): string[] {
  const { linkId, sessionSecret, isSecure, maxAgeS } = cookie
  const secure = `${secureName(linkId)}=${sessionSecret}; ${secureAttributes}; Max-Age=${maxAgeS}`
  const plain = `${plainName(linkId)}=${sessionSecret}; ${plainAttributes}; Max-Age=${maxAgeS}`
  return isSecure ? [secure] : [secure, plain]
}

/** The values of `Set-Cookie` headers that take a session from a browser. */
export function endedPortalCookies(linkId: Id): string[] {
  return [
    `${secureName(linkId)}=; ${secureAttributes}; Max-Age=0`,
    `${plainName(linkId)}=; ${plainAttributes}; Max-Age=0`,
  ]
}

/** The secret of this link's session in a `Cookie` header, good or not. */
export function portalSecretIn(cookies: string | undefined, linkId: Id): string | undefined {
  return cookieNamed(secureName(linkId), cookies) ?? cookieNamed(plainName(linkId), cookies)
}
