import type { AuditEntry } from '../../domain/audit.ts'
import type { Actor } from '../../domain/caller.ts'
import type { Id } from '../../domain/ids.ts'
import type { PortalLink } from '../../domain/portal-link.ts'
import type { PortalOpening } from '../portal-link-store.ts'
import type { CursorPage } from '../cursor-page.ts'
import { recordAudit } from './audit.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { fragment, nothing, sql, type Operation } from './query.ts'

type PortalLinkRow = {
  id: Uint8Array
  workspace_id: Uint8Array
  creator_kind: Actor['kind']
  creator_id: Uint8Array
  capabilities: string
  frame_ancestors: string
  brand: string
  secret_hash: string
  session_hash: string | null
  created_at_ms: number
  expires_at_ms: number
  used_at_ms: number | null
  revoked_at_ms: number | null
}

const columns = fragment`id, workspace_id, creator_kind, creator_id, capabilities, frame_ancestors,
  brand, secret_hash, session_hash, created_at_ms, expires_at_ms, used_at_ms, revoked_at_ms`

export function* insertPortalLink(link: PortalLink, audit: AuditEntry): Operation<void> {
  yield* sql`
    INSERT INTO portal_links (${columns})
    VALUES (${bytesOfId(link.id)}, ${bytesOfId(link.workspaceId)}, ${link.createdBy.kind},
      ${bytesOfId(link.createdBy.id)}, ${JSON.stringify(link.capabilities)},
      ${JSON.stringify(link.frameAncestors)}, ${JSON.stringify(link.brand)}, ${link.secretHash},
      ${link.sessionHash}, ${link.createdAtMs}, ${link.expiresAtMs}, ${link.usedAtMs},
      ${link.revokedAtMs})`
  yield* recordAudit(audit)
}

export function* getPortalLink(linkId: Id): Operation<PortalLink | null> {
  const [row] = yield* sql<PortalLinkRow>`
    SELECT ${columns} FROM portal_links WHERE id = ${bytesOfId(linkId)}`
  return row === undefined ? null : linkOfRow(row)
}

export function* listPortalLinks(
  workspaceId: Id,
  { before, limit }: CursorPage,
): Operation<PortalLink[]> {
  const older = before === null ? nothing : fragment`AND id < ${bytesOfId(before)}`
  const rows = yield* sql<PortalLinkRow>`
    SELECT ${columns} FROM portal_links WHERE workspace_id = ${bytesOfId(workspaceId)} ${older}
    ORDER BY id DESC LIMIT ${limit}`
  return rows.map(linkOfRow)
}

/** Of two that run at once the second finds a row that is used: the condition is part of the write. */
export function* openPortalSession(
  { linkId, secretHash, sessionHash, atMs }: PortalOpening,
  audit: AuditEntry,
): Operation<boolean> {
  const opened = yield* sql`
    UPDATE portal_links SET session_hash = ${sessionHash}, used_at_ms = ${atMs}
    WHERE id = ${bytesOfId(linkId)} AND secret_hash = ${secretHash} AND used_at_ms IS NULL
      AND revoked_at_ms IS NULL AND expires_at_ms > ${atMs} RETURNING id`
  if (opened.length > 0) yield* recordAudit(audit)
  return opened.length > 0
}

export function* closePortalSession(
  linkId: Id,
  sessionHash: string,
  audit: AuditEntry,
): Operation<boolean> {
  const closed = yield* sql`
    UPDATE portal_links SET session_hash = NULL
    WHERE id = ${bytesOfId(linkId)} AND session_hash = ${sessionHash} RETURNING id`
  if (closed.length > 0) yield* recordAudit(audit)
  return closed.length > 0
}

export function* revokePortalLink(linkId: Id, atMs: number, audit: AuditEntry): Operation<boolean> {
  const revoked = yield* sql`
    UPDATE portal_links SET revoked_at_ms = ${atMs}
    WHERE id = ${bytesOfId(linkId)} AND revoked_at_ms IS NULL RETURNING id`
  if (revoked.length > 0) yield* recordAudit(audit)
  return revoked.length > 0
}

function linkOfRow(row: PortalLinkRow): PortalLink {
  return {
    id: idOfBytes(row.id),
    workspaceId: idOfBytes(row.workspace_id),
    createdBy: { kind: row.creator_kind, id: idOfBytes(row.creator_id) },
    // `insertPortalLink` has written these three from these very types.
    capabilities: JSON.parse(row.capabilities) as PortalLink['capabilities'],
    frameAncestors: JSON.parse(row.frame_ancestors) as PortalLink['frameAncestors'],
    brand: JSON.parse(row.brand) as PortalLink['brand'],
    secretHash: row.secret_hash,
    sessionHash: row.session_hash,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    usedAtMs: row.used_at_ms,
    revokedAtMs: row.revoked_at_ms,
  }
}
