import type { AuditEntry } from '../../domain/audit.ts'
import type { Id } from '../../domain/ids.ts'
import type { RecoveredStatus, Recovery, RecoveryState } from '../../domain/recovery.ts'
import type { RecoveryChange, RecoveryFilter } from '../recovery-store.ts'
import type { CursorPage } from '../cursor-page.ts'
import { recordAudit } from './audit.ts'
import { bytesOfId, bytesOfOptionalId, idOfBytes, idOfOptionalBytes } from './id-bytes.ts'
import { fragment, listOf, nothing, sql, type Operation } from './query.ts'

export type RecoveryRow = {
  id: Uint8Array
  workspace_id: Uint8Array
  webhook_id: Uint8Array
  state: RecoveryState
  reason: string | null
  status: RecoveredStatus
  types: string | null
  since_ms: number
  until_ms: number
  cursor: Uint8Array
  examined: number
  queued: number
  created_at_ms: number
  updated_at_ms: number
  created_by: Uint8Array | null
}

export const recoveryColumns = fragment`id, workspace_id, webhook_id, state, reason, status, types,
  since_ms, until_ms, cursor, examined, queued, created_at_ms, updated_at_ms, created_by`

// As the index of unfinished ones has it, so that it is used.
const isUnfinished = fragment`state IN ('running', 'paused')`

export function* insertRecovery(
  recovery: Recovery,
  audit: AuditEntry,
): Operation<'inserted' | 'under-way'> {
  const inserted = yield* sql`
    INSERT INTO recoveries (${recoveryColumns})
    VALUES (${bytesOfId(recovery.id)}, ${bytesOfId(recovery.workspaceId)},
      ${bytesOfId(recovery.webhookId)}, ${recovery.state}, ${recovery.reason}, ${recovery.status},
      ${recovery.types === null ? null : JSON.stringify(recovery.types)}, ${recovery.sinceMs},
      ${recovery.untilMs}, ${bytesOfId(recovery.cursor)}, ${recovery.examined}, ${recovery.queued},
      ${recovery.createdAtMs}, ${recovery.updatedAtMs}, ${bytesOfOptionalId(recovery.createdBy)})
    ON CONFLICT DO NOTHING RETURNING id`
  if (inserted.length === 0) return 'under-way'
  yield* recordAudit(audit)
  return 'inserted'
}

export function* getRecovery(recoveryId: Id): Operation<Recovery | null> {
  const [row] = yield* sql<RecoveryRow>`
    SELECT ${recoveryColumns} FROM recoveries WHERE id = ${bytesOfId(recoveryId)}`
  return row === undefined ? null : recoveryOfRow(row)
}

export function* listRecoveries(
  workspaceId: Id,
  { webhookId }: RecoveryFilter,
  { before, limit }: CursorPage,
): Operation<Recovery[]> {
  const ofWebhook =
    webhookId === null ? nothing : fragment`AND webhook_id = ${bytesOfId(webhookId)}`
  const older = before === null ? nothing : fragment`AND id < ${bytesOfId(before)}`
  const rows = yield* sql<RecoveryRow>`
    SELECT ${recoveryColumns} FROM recoveries
    WHERE workspace_id = ${bytesOfId(workspaceId)} ${ofWebhook} ${older}
    ORDER BY id DESC LIMIT ${limit}`
  return rows.map(recoveryOfRow)
}

export function* runningRecoveries(): Operation<Recovery[]> {
  const rows = yield* sql<RecoveryRow>`
    SELECT ${recoveryColumns} FROM recoveries WHERE ${isUnfinished} AND state = 'running'`
  return rows.map(recoveryOfRow)
}

export function* changeRecovery(
  { id, from, to, reason, atMs }: RecoveryChange,
  audit: AuditEntry,
): Operation<Recovery | null> {
  const [row] = yield* sql<RecoveryRow>`
    UPDATE recoveries SET state = ${to}, reason = ${reason}, updated_at_ms = ${atMs}
    WHERE id = ${bytesOfId(id)} AND state IN (${listOf(from)}) RETURNING ${recoveryColumns}`
  if (row === undefined) return null
  yield* recordAudit(audit)
  return recoveryOfRow(row)
}

export function recoveryOfRow(row: RecoveryRow): Recovery {
  return {
    id: idOfBytes(row.id),
    workspaceId: idOfBytes(row.workspace_id),
    webhookId: idOfBytes(row.webhook_id),
    state: row.state,
    reason: row.reason,
    status: row.status,
    // Written by `insertRecovery` from a list of strings.
    types: row.types === null ? null : (JSON.parse(row.types) as string[]),
    sinceMs: row.since_ms,
    untilMs: row.until_ms,
    cursor: idOfBytes(row.cursor),
    examined: row.examined,
    queued: row.queued,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    createdBy: idOfOptionalBytes(row.created_by),
  }
}
