import type { ClaimedRecords, RecordClaim } from '../profile-store.ts'
import { recordOfRow, type RecordRow } from '../operations/profile-records.ts'
import { sql, type Operation } from '../operations/query.ts'

/** As in `operations/profile-records.ts`, past what other nodes are taking at this moment. */
export function* claimRecords(
  profile: string,
  { nowMs, untilMs, limit }: RecordClaim,
): Operation<ClaimedRecords> {
  const rows = yield* sql<RecordRow & { was_due_ms: number }>`
    WITH due AS MATERIALIZED (
      SELECT profile, workspace_id, kind, id, due_at_ms FROM profile_records
      WHERE profile = ${profile} AND due_at_ms <= ${nowMs} ORDER BY due_at_ms LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    UPDATE profile_records AS p SET due_at_ms = ${untilMs}, version = p.version + 1
    FROM due WHERE p.profile = due.profile AND p.workspace_id = due.workspace_id
      AND p.kind = due.kind AND p.id = due.id
    RETURNING p.profile, p.workspace_id, p.kind, p.id, p.parent_id, p.due_at_ms, p.version, p.data,
      due.due_at_ms AS was_due_ms`
  const [next] = yield* sql<{ due_at_ms: number }>`
    SELECT due_at_ms FROM profile_records
    WHERE profile = ${profile} AND due_at_ms IS NOT NULL ORDER BY due_at_ms LIMIT 1`
  return {
    records: rows.toSorted((a, b) => a.was_due_ms - b.was_due_ms).map(recordOfRow),
    nextDueAtMs: next?.due_at_ms ?? null,
  }
}
