import { timeOfIdMs, type Id } from '../../domain/ids.ts'
import { statusOfCode } from '../codes.ts'
import type { DeliveryView } from '../delivery-store.ts'
import { attemptColumns, attemptOfRow, type AttemptRow } from './attempt-record.ts'
import { bytesOfId, idOfBytes, idOfOptionalBytes } from './id-bytes.ts'
import { fragment, listOf, nothing, sql, verbatim, type Operation, type Query } from './query.ts'

type ViewRow = AttemptRow & {
  id: Uint8Array
  workspace_id: Uint8Array
  event_id: Uint8Array
  type: string
  is_test: number
  webhook_id: Uint8Array
  retry_of: Uint8Array | null
  attempts: number
  /** null: pending */
  status: number | null
  reason: string | null
  finished_at_ms: number | null
  due_at_ms: number | null
  last_status: number | null
}

const keptAttempt = verbatim(attemptColumns.map((column) => `a.${column}`).join(', '))
// One side is always null: `attempts` is joined only to a row without a deciding attempt.
const latestAttempt = verbatim(
  attemptColumns.map((column) => `COALESCE(d.${column}, a.${column}) AS ${column}`).join(', '),
)

/** The answer to an earlier attempt, where the latest had none. `delivery` is `d` or `q`. */
function earlierStatus(delivery: 'd' | 'q'): Query {
  return verbatim(`(SELECT earlier.response_status FROM attempts AS earlier
      WHERE earlier.delivery_id = ${delivery}.id AND earlier.workspace_id = ${delivery}.workspace_id
        AND earlier.response_status IS NOT NULL
      ORDER BY earlier.number DESC LIMIT 1)`)
}

/**
 * Deliveries that have ended; `condition` is about `d`. In no particular order. CROSS JOIN keeps
 * SQLite from beginning with the events.
 */
export function* finishedViews(condition: Query): Operation<DeliveryView[]> {
  const rows = yield* sql<ViewRow>`
    SELECT d.id, d.workspace_id, d.event_id, e.type, e.is_test, d.webhook_id, d.retry_of,
      d.attempts, d.status, d.reason, d.finished_at_ms, NULL AS due_at_ms, ${latestAttempt},
      COALESCE(d.response_status, ${earlierStatus('d')}) AS last_status
    FROM deliveries AS d
    CROSS JOIN events AS e
    LEFT JOIN attempts AS a ON d.outcome IS NULL
      AND a.delivery_id = d.id AND a.workspace_id = d.workspace_id AND a.number = d.attempts
    WHERE e.id = d.event_id AND e.workspace_id = d.workspace_id AND ${condition}`
  return rows.map(viewOfRow)
}

/** Deliveries that have not ended; `condition` is about `q`. In no particular order. */
export function* pendingViews(condition: Query): Operation<DeliveryView[]> {
  const rows = yield* sql<ViewRow>`
    SELECT q.id, q.workspace_id, q.event_id, e.type, e.is_test, q.webhook_id, q.retry_of,
      q.attempts, NULL AS status, NULL AS reason, NULL AS finished_at_ms, q.due_at_ms,
      ${keptAttempt}, ${earlierStatus('q')} AS last_status
    FROM queue AS q
    CROSS JOIN events AS e
    LEFT JOIN attempts AS a
      ON a.delivery_id = q.id AND a.workspace_id = q.workspace_id AND a.number = q.attempts
    WHERE e.id = q.event_id AND e.workspace_id = q.workspace_id AND ${condition}`
  return rows.map(viewOfRow)
}

/** What an index has of a delivery. */
export type DeliveryEntry = { id: Uint8Array; is_pending: number }

/**
 * Deliveries of one workspace that an index has led to, newest first.
 *
 * @param also - what else has to hold, of `e`, the event: `AND …`
 */
export function* viewsOfEntries(
  workspaceId: Id,
  entries: readonly DeliveryEntry[],
  also = nothing,
): Operation<DeliveryView[]> {
  const workspace = bytesOfId(workspaceId)
  const finished = entries.filter((entry) => entry.is_pending === 0).map(({ id }) => id)
  const pending = entries.filter((entry) => entry.is_pending === 1).map(({ id }) => id)
  const views: DeliveryView[] = []
  if (finished.length > 0) {
    const chosen = fragment`d.id IN (${listOf(finished)}) AND d.workspace_id = ${workspace}`
    views.push(...(yield* finishedViews(fragment`${chosen} ${also}`)))
  }
  if (pending.length > 0) {
    const chosen = fragment`q.id IN (${listOf(pending)}) AND q.workspace_id = ${workspace}`
    views.push(...(yield* pendingViews(fragment`${chosen} ${also}`)))
  }
  return views.toSorted((a, b) => (a.id < b.id ? 1 : -1))
}

function viewOfRow(row: ViewRow): DeliveryView {
  const id = idOfBytes(row.id)
  return {
    id,
    workspaceId: idOfBytes(row.workspace_id),
    eventId: idOfBytes(row.event_id),
    eventType: row.type,
    isTest: row.is_test === 1,
    webhookId: idOfBytes(row.webhook_id),
    status: row.status === null ? 'pending' : statusOfCode(row.status),
    attempts: row.attempts,
    lastAttempt: attemptOfRow(row, row.attempts),
    lastStatus: row.last_status,
    reason: row.reason,
    createdAtMs: timeOfIdMs(id),
    finishedAtMs: row.finished_at_ms,
    nextAttemptAtMs: row.due_at_ms,
    retryOf: idOfOptionalBytes(row.retry_of),
  }
}
