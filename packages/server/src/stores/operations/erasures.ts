import type { AuditEntry } from '../../domain/audit.ts'
import type { Erasure } from '../../domain/erasure.ts'
import type { Id } from '../../domain/ids.ts'
import type { Workspace } from '../../domain/workspace.ts'
import type { ErasureAdvance } from '../erasure-store.ts'
import { recordAudit } from './audit.ts'
import { eraseEvent, lowerWatermarks, type EventKey } from './erase-event.ts'
import { eraseWorkspaceRest } from './erase-workspace-rest.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { fragment, nothing, sql, type Operation, type Query } from './query.ts'
import { updateWorkspace } from './workspaces.ts'

type ErasureRow = {
  id: Uint8Array
  workspace_id: Uint8Array
  scope: Erasure['scope']
  subject: string | null
  state: Erasure['state']
  events: number
  deliveries: number
  created_at_ms: number
  finished_at_ms: number | null
}

const erasureColumns = fragment`id, workspace_id, scope, subject, state, events, deliveries,
  created_at_ms, finished_at_ms`

export function* insertErasure(erasure: Erasure, audit: AuditEntry): Operation<void> {
  yield* writeErasure(erasure)
  yield* recordAudit(audit)
}

function* writeErasure(erasure: Erasure): Operation<void> {
  yield* sql`
    INSERT INTO erasures (${erasureColumns})
    VALUES (${bytesOfId(erasure.id)}, ${bytesOfId(erasure.workspaceId)}, ${erasure.scope},
      ${erasure.subject}, ${erasure.state}, ${erasure.events}, ${erasure.deliveries},
      ${erasure.createdAtMs}, ${erasure.finishedAtMs})`
}

export function* deleteWorkspace(
  deletion: { readonly tombstone: Workspace; readonly ifUpdatedAtMs: number },
  erasure: Erasure,
  audit: AuditEntry,
): Operation<'deleted' | 'changed'> {
  const { tombstone, ifUpdatedAtMs } = deletion
  if ((yield* updateWorkspace(tombstone, ifUpdatedAtMs, audit)) === 'changed') return 'changed'
  yield* writeErasure(erasure)
  return 'deleted'
}

export function* getErasure(erasureId: Id): Operation<Erasure | null> {
  const [row] = yield* sql<ErasureRow>`
    SELECT ${erasureColumns} FROM erasures WHERE id = ${bytesOfId(erasureId)}`
  return row === undefined ? null : erasureOfRow(row)
}

export function* runningErasures(): Operation<Erasure[]> {
  const rows = yield* sql<ErasureRow>`
    SELECT ${erasureColumns} FROM erasures WHERE state = 'running' ORDER BY id`
  return rows.map(erasureOfRow)
}

export function* advanceErasure(erasureId: Id, limit: number): Operation<ErasureAdvance> {
  // Writes the state that stands, because that locks the row in every database.
  const [row] = yield* sql<ErasureRow>`
    UPDATE erasures SET state = state WHERE id = ${bytesOfId(erasureId)}
    RETURNING ${erasureColumns}`
  if (row === undefined) return { erasure: null, isClean: true }
  const erasure = erasureOfRow(row)
  if (erasure.state === 'done') return { erasure, isClean: true }
  const found = yield* eventsOf(erasure, limit)
  let events = 0
  let deliveries = 0
  for (const event of found) {
    const room = limit - events - deliveries
    if (room <= 0) break
    const erased = yield* eraseEvent(event, room)
    deliveries += erased.deliveries
    if (erased.isGone) events += 1
  }
  if (found.length > 0) yield* lowerWatermarks()
  const rest = found.length === 0 ? yield* eraseRest(row, limit) : 0
  const [after] = yield* sql<ErasureRow>`
    UPDATE erasures SET events = events + ${events}, deliveries = deliveries + ${deliveries}
    WHERE id = ${row.id} RETURNING ${erasureColumns}`
  const isClean = found.length === 0 && rest === 0
  return { erasure: after === undefined ? null : erasureOfRow(after), isClean }
}

/** What is left when there are no events any more; how many rows were removed. */
function* eraseRest(row: ErasureRow, limit: number): Operation<number> {
  const { id, workspace_id: workspace, scope, subject } = row
  if (scope === 'workspace') return yield* eraseWorkspaceRest(workspace, limit)
  const isAbout = fragment`workspace_id = ${workspace} AND subject = ${subject}`
  const raised = yield* sql`
    DELETE FROM inbox WHERE ${isAbout} AND event_id < ${id} RETURNING seq`
  const rejected = yield* sql`
    DELETE FROM rejected_events WHERE ${isAbout} AND id < ${id} RETURNING id`
  return raised.length + rejected.length
}

export function* forgetSubject(erasureId: Id): Operation<void> {
  yield* sql`UPDATE erasures SET subject = NULL WHERE id = ${bytesOfId(erasureId)}`
}

export function* finishErasure(erasureId: Id, nowMs: number): Operation<void> {
  yield* sql`
    UPDATE erasures SET state = 'done', finished_at_ms = ${nowMs}
    WHERE id = ${bytesOfId(erasureId)} AND state = 'running'`
}

/** The next ones: from the index, and from the journal's tail beyond it. */
export function* eventsOf(
  { id, workspaceId, scope, subject }: Pick<Erasure, 'id' | 'workspaceId' | 'scope' | 'subject'>,
  limit: number,
): Operation<readonly EventKey[]> {
  const workspace = bytesOfId(workspaceId)
  // What is published about a subject afterwards is not what was asked to be erased.
  const isBefore = (column: Query): Query =>
    scope === 'workspace' ? nothing : fragment`AND ${column} < ${bytesOfId(id)}`
  const isAbout = scope === 'workspace' ? nothing : fragment`AND subject = ${subject}`
  const index = scope === 'workspace' ? fragment`events_by_workspace` : fragment`events_by_subject`
  const rows = yield* sql<Pick<EventKey, 'id'>>`
    WITH tail AS MATERIALIZED (
      SELECT id FROM events
      WHERE seq > (SELECT value FROM meta WHERE key = 'events_indexed_seq')
        AND workspace_id = ${workspace} ${isAbout}
    )
    SELECT id FROM (
      SELECT id FROM (
        SELECT event_id AS id FROM ${index}
        WHERE workspace_id = ${workspace} ${isAbout} ${isBefore(fragment`event_id`)}
        ORDER BY event_id LIMIT ${limit}
      ) AS indexed
      UNION ALL
      SELECT id FROM tail WHERE TRUE ${isBefore(fragment`id`)}
    ) AS found LIMIT ${limit}`
  return rows.map((row) => ({ id: row.id, workspace_id: workspace }))
}

function erasureOfRow(row: ErasureRow): Erasure {
  return {
    id: idOfBytes(row.id),
    workspaceId: idOfBytes(row.workspace_id),
    scope: row.scope,
    subject: row.subject,
    state: row.state,
    events: row.events,
    deliveries: row.deliveries,
    createdAtMs: row.created_at_ms,
    finishedAtMs: row.finished_at_ms,
  }
}
