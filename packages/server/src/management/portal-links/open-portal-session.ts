import { RequestError, type ErrorReason } from '../../domain/errors.ts'
import type { Id } from '../../domain/ids.ts'
import { stateOfLink, type PortalLink, type PortalLinkState } from '../../domain/portal-link.ts'
import { auditEntry } from '../audit-entry.ts'
import type { ManagementContext } from '../management-context.ts'
import { isUpheld } from './is-upheld.ts'
import { formatPortalSecret, hashPortalSecret, portalSecretBytes } from './portal-secret.ts'

export interface OpenedPortalSession {
  readonly link: PortalLink
  /** Nowhere kept: it goes into the cookie of the browser that asked. */
  readonly sessionSecret: string
}

export interface PortalExchange {
  /** null: what the request names is no id. */
  readonly linkId: Id | null
  readonly secret: string
}

/**
 * Exchanges a link for its session, once. Throws `unauthorized`, which tells why only to whoever has
 * the secret of the link.
 */
export async function openPortalSession(
  context: ManagementContext,
  { linkId, secret }: PortalExchange,
): Promise<OpenedPortalSession> {
  const { store, clock } = context
  const link = linkId === null ? null : await store.getPortalLink(linkId)
  const secretHash = hashPortalSecret(secret)
  if (link === null || link.secretHash !== secretHash) throw refusal('unknown')
  if (!isUpheld(context, link)) throw refusal('revoked')
  const atMs = clock.nowMs()
  const state = stateOfLink(link, atMs)
  if (state !== 'unused') throw refusal(state)
  const sessionSecret = formatPortalSecret(context.randomBytes(portalSecretBytes))
  const sessionHash = hashPortalSecret(sessionSecret)
  const audit = auditEntry(context, {
    workspaceId: link.workspaceId,
    actor: { kind: 'portal', id: link.id },
    action: 'portal_link.open',
    targetId: link.id,
    detail: {},
  })
  const opening = { linkId: link.id, secretHash, sessionHash, atMs }
  // Another browser was quicker, or the link was revoked in this very moment.
  if (!(await store.openPortalSession(opening, audit))) throw refusal('open')
  return { link: { ...link, sessionHash, usedAtMs: atMs }, sessionSecret }
}

const used = 'This link was used already: it is good once. Ask for a new one where you got it.'

const refusals = {
  unknown: ['link_unknown', 'This link is not valid. Ask for a new one where you got it.'],
  expired: ['link_expired', 'This link has expired. Ask for a new one where you got it.'],
  revoked: ['link_revoked', 'This link was withdrawn. Ask for a new one where you got it.'],
  open: ['link_used', used],
  closed: ['link_used', used],
} as const satisfies Record<
  Exclude<PortalLinkState, 'unused'> | 'unknown',
  readonly [ErrorReason, string]
>

function refusal(why: keyof typeof refusals): RequestError {
  const [reason, message] = refusals[why]
  return new RequestError('unauthorized', message, { reason })
}
