import type { AuditEntry } from '../../domain/audit.ts'
import type { Actor } from '../../domain/caller.ts'
import type { Id } from '../../domain/ids.ts'
import type { CursorPage } from '../cursor-page.ts'
import { bytesOfId, bytesOfOptionalId, idOfBytes, idOfOptionalBytes } from './id-bytes.ts'
import { fragment, nothing, sql, type Operation } from './query.ts'

type AuditRow = {
  id: Uint8Array
  workspace_id: Uint8Array | null
  at_ms: number
  actor_kind: string | null
  actor_id: Uint8Array | null
  action: string
  target_id: string
  detail: string
}

export function* recordAudit(entry: AuditEntry): Operation<void> {
  yield* sql`
    INSERT INTO audit (id, workspace_id, at_ms, actor_kind, actor_id, action, target_id, detail)
    VALUES (${bytesOfId(entry.id)}, ${bytesOfOptionalId(entry.workspaceId)}, ${entry.atMs},
      ${entry.actor?.kind ?? null}, ${bytesOfOptionalId(entry.actor?.id ?? null)},
      ${entry.action}, ${entry.targetId}, ${JSON.stringify(entry.detail)})`
}

export function* listAudit(workspaceId: Id | null, page: CursorPage): Operation<AuditEntry[]> {
  const ofWorkspace =
    workspaceId === null ? nothing : fragment`AND workspace_id = ${bytesOfId(workspaceId)}`
  const older = page.before === null ? nothing : fragment`AND id < ${bytesOfId(page.before)}`
  const rows = yield* sql<AuditRow>`
    SELECT id, workspace_id, at_ms, actor_kind, actor_id, action, target_id, detail FROM audit
    WHERE TRUE ${ofWorkspace} ${older} ORDER BY id DESC LIMIT ${page.limit}`
  return rows.map((row) => ({
    id: idOfBytes(row.id),
    workspaceId: idOfOptionalBytes(row.workspace_id),
    atMs: row.at_ms,
    actor: actorOf(row),
    action: row.action,
    targetId: row.target_id,
    // Written from an AuditEntry's `detail` and by nobody else.
    detail: JSON.parse(row.detail) as AuditEntry['detail'],
  }))
}

function actorOf({ actor_kind: kind, actor_id: id }: AuditRow): Actor | null {
  // Written from an Actor's `kind` and by nobody else.
  return id === null ? null : { kind: kind as Actor['kind'], id: idOfBytes(id) }
}
