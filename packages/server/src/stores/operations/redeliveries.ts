import type { AuditEntry } from '../../domain/audit.ts'
import type { Id } from '../../domain/ids.ts'
import type { Redelivery } from '../delivery-store.ts'
import { StoreError } from '../store-error.ts'
import { recordAudit } from './audit.ts'
import { bytesOfId, bytesOfOptionalId } from './id-bytes.ts'
import { sql, type Operation } from './query.ts'

export function* insertRedeliveries(
  redeliveries: readonly Redelivery[],
  audit: AuditEntry,
): Operation<void> {
  for (const redelivery of redeliveries) {
    const id = bytesOfId(redelivery.id)
    const workspaceId = bytesOfId(redelivery.workspaceId)
    const eventId = bytesOfId(redelivery.eventId)
    const parked = yield* sql`
      INSERT INTO queue (id, workspace_id, event_id, webhook_id, lane_id, state, retry_of)
      SELECT ${id}, workspace_id, id, ${bytesOfId(redelivery.webhookId)},
        ${bytesOfId(redelivery.laneId)}, 1, ${bytesOfOptionalId(redelivery.retryOf)}
      FROM events WHERE id = ${eventId} AND workspace_id = ${workspaceId}
      RETURNING id`
    if (parked.length === 0) {
      throw new StoreError('refused', `event ${redelivery.eventId} is not in the journal`)
    }
    yield* sql`
      INSERT INTO redeliveries (event_id, workspace_id, id)
      VALUES (${eventId}, ${workspaceId}, ${id})`
  }
  yield* recordAudit(audit)
}

export function* expedite(
  workspaceId: Id,
  deliveryId: Id,
  nowMs: number,
  audit: AuditEntry,
): Operation<boolean> {
  const rows = yield* sql`
    UPDATE queue SET due_at_ms = ${nowMs}
    WHERE id = ${bytesOfId(deliveryId)} AND workspace_id = ${bytesOfId(workspaceId)} AND state = 2
    RETURNING id`
  if (rows.length === 0) return false
  yield* recordAudit(audit)
  return true
}
