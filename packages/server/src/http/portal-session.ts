import type { IncomingHttpHeaders } from 'node:http'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import {
  portalSessionOf,
  stateOfLink,
  type PortalCapability,
  type PortalSession,
} from '../domain/portal-link.ts'
import type { ManagementContext } from '../management/management-context.ts'
import { isUpheld } from '../management/portal-links/is-upheld.ts'
import { hashPortalSecret } from '../management/portal-links/portal-secret.ts'
import { portalSecretIn } from './portal-cookies.ts'
import { idPrefixes, parsePublicId } from './public-ids.ts'
import { sessionHeader } from './session.ts'

/** Whether a request says that it comes with a portal's session. */
export function namesPortal(headers: IncomingHttpHeaders): boolean {
  const named = headers[sessionHeader]
  return typeof named === 'string' && named.startsWith(idPrefixes.portal)
}

/** The link that a request names; null when it is no id of one. */
export function portalNamed(headers: IncomingHttpHeaders): Id | null {
  const named = headers[sessionHeader]
  return typeof named === 'string' ? parsePublicId('portal', named) : null
}

/**
 * The session that a request's headers name, as the store has it at this moment. Throws
 * `unauthorized` when it is not open, or not any more.
 */
export async function authenticatePortal(
  context: Pick<ManagementContext, 'store' | 'engine' | 'clock' | 'settings'>,
  headers: IncomingHttpHeaders,
): Promise<PortalSession> {
  const linkId = portalNamed(headers)
  const secret = linkId === null ? undefined : portalSecretIn(headers.cookie, linkId)
  if (linkId === null || secret === undefined) throw noSession()
  const link = await context.store.getPortalLink(linkId)
  if (link === null || link.sessionHash !== hashPortalSecret(secret)) throw noSession()
  const state = stateOfLink(link, context.clock.nowMs())
  if (state === 'revoked' || !isUpheld(context, link)) throw ended('been withdrawn')
  if (state === 'expired') throw ended('expired')
  return portalSessionOf(link)
}

function noSession(): RequestError {
  return new RequestError(
    'unauthorized',
    'This browser has no open session of this portal. Open the portal again where you got to it.',
    { reason: 'portal_session_ended' },
  )
}

function ended(how: 'expired' | 'been withdrawn'): RequestError {
  return new RequestError(
    'unauthorized',
    `This portal’s session has ${how}. Open the portal again where you got to it.`,
    { reason: 'portal_session_ended' },
  )
}

/**
 * Throws `forbidden` when a session lacks what a route asks of portals.
 *
 * @param capability - undefined: the route is not for portals
 */
export function assertCapability(
  { capabilities }: PortalSession,
  capability: PortalCapability | undefined,
): void {
  if (capability === undefined) {
    throw new RequestError('forbidden', 'This is not for portals: it takes an API key.', {
      reason: 'missing_capability',
    })
  }
  if (capabilities.includes(capability)) return
  throw new RequestError(
    'forbidden',
    `This portal lacks the capability "${capability}". Ask whoever runs it for a link that has it.`,
    { reason: 'missing_capability', value: capability },
  )
}
