import type { AuditEntry } from '../domain/audit.ts'
import type { Id } from '../domain/ids.ts'
import type { PortalLink } from '../domain/portal-link.ts'
import type { CursorPage } from './cursor-page.ts'

/** Links to the customer portal, each with the session that it was exchanged for. */
export interface PortalLinkStore {
  insertPortalLink(link: PortalLink, audit: AuditEntry): Promise<void>
  getPortalLink(linkId: Id): Promise<PortalLink | null>
  /** Newest first. */
  listPortalLinks(workspaceId: Id, page: CursorPage): Promise<readonly PortalLink[]>
  /**
   * Exchanges a link that is unused and good at `atMs` for a session. False when it is not, or not any
   * more: of several who come at once, on whichever nodes, one gets a session.
   */
  openPortalSession(opening: PortalOpening, audit: AuditEntry): Promise<boolean>
  /** Forgets the session with this hash; the link stays used. False when it is not open. */
  closePortalSession(linkId: Id, sessionHash: string, audit: AuditEntry): Promise<boolean>
  /** The link and its session are refused from now on. False when they were already. */
  revokePortalLink(linkId: Id, atMs: number, audit: AuditEntry): Promise<boolean>
}

export interface PortalOpening {
  readonly linkId: Id
  readonly secretHash: string
  readonly sessionHash: string
  readonly atMs: number
}
