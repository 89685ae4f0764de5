import { timeOfIdMs, type Id } from '../../domain/ids.ts'
import type { Webhook } from '../../domain/webhook.ts'
import { statusCode } from '../codes.ts'
import type { StoreStats } from '../upkeep-store.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { fragment, nothing, onlyRow, sql, type Operation, type Query } from './query.ts'

/**
 * Lanes that have parked deliveries. Jumps from one lane to the next in the index of parked rows,
 * however many rows stand between them. `isWanted`: a condition on `lane.id`.
 */
export function* lanesWithParked(
  after: Id | null,
  limit: number,
  isWanted: Query = nothing,
): Operation<Id[]> {
  const beyond = after === null ? nothing : fragment`AND lane_id > ${bytesOfId(after)}`
  const rows = yield* sql<{ id: Uint8Array }>`
    WITH RECURSIVE lane (id) AS (
      SELECT (SELECT lane_id FROM queue WHERE state = 1 ${beyond} ORDER BY lane_id LIMIT 1)
      UNION ALL
      SELECT (SELECT lane_id FROM queue WHERE state = 1 AND lane_id > lane.id
              ORDER BY lane_id LIMIT 1)
      FROM lane WHERE lane.id IS NOT NULL
    )
    SELECT id FROM lane WHERE id IS NOT NULL ${isWanted} LIMIT ${limit}`
  return rows.map((row) => idOfBytes(row.id))
}

type WaitingRow = {
  id: Uint8Array
  workspace_id: Uint8Array
}

type CanceledRow = {
  event_id: Uint8Array
  webhook_id: Uint8Array
  retry_of: Uint8Array | null
  attempts: number
}

export function* cancelWaiting(
  webhook: Pick<Webhook, 'id' | 'laneId'>,
  end: { readonly reason: string; readonly nowMs: number },
  limit: number,
): Operation<number> {
  const webhookId = bytesOfId(webhook.id)
  const laneId = bytesOfId(webhook.laneId)
  // The scheduled ones first: others may wait for them.
  const waiting = yield* sql<WaitingRow>`
    SELECT id, workspace_id FROM queue
    WHERE state = 2 AND lane_id = ${laneId} AND webhook_id = ${webhookId}
    UNION ALL
    SELECT id, workspace_id FROM queue
    WHERE state = 1 AND lane_id = ${laneId} AND webhook_id = ${webhookId}
    LIMIT ${limit}`
  let count = 0
  for (const { id, workspace_id } of waiting) {
    // Where several nodes write, one may have claimed the row since it was found.
    const [row] = yield* sql<CanceledRow>`
      DELETE FROM queue WHERE id = ${id} AND workspace_id = ${workspace_id} AND state <> 0
      RETURNING event_id, webhook_id, retry_of, attempts`
    if (row === undefined) continue
    yield* sql`
      INSERT INTO deliveries (id, workspace_id, event_id, webhook_id, retry_of, status, attempts,
        finished_at_ms, reason)
      VALUES (${id}, ${workspace_id}, ${row.event_id}, ${row.webhook_id}, ${row.retry_of},
        ${statusCode.canceled}, ${row.attempts}, ${end.nowMs}, ${end.reason})`
    count++
  }
  return count
}

export function* newestPending(): Operation<Id | null> {
  const [row] = yield* sql<{ id: Uint8Array }>`SELECT id FROM queue ORDER BY id DESC LIMIT 1`
  return row === undefined ? null : idOfBytes(row.id)
}

type StatsRow = { parked: number; scheduled: number; oldest: Uint8Array | null }

/** The counts come from the partial indexes; the oldest is the first row of the queue. */
export function* queueStats(): Operation<StoreStats> {
  const row = onlyRow(
    yield* sql<StatsRow>`
    SELECT (SELECT COUNT(*) FROM queue WHERE state = 1) AS parked,
      (SELECT COUNT(*) FROM queue WHERE state = 2) AS scheduled,
      (SELECT id FROM queue ORDER BY id LIMIT 1) AS oldest`,
  )
  return {
    parked: row.parked,
    scheduled: row.scheduled,
    oldestPendingAtMs: row.oldest === null ? null : timeOfIdMs(idOfBytes(row.oldest)),
  }
}
