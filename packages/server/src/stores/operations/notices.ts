import { noticeEveryMs, type Notice } from '../../domain/health.ts'
import type { Id } from '../../domain/ids.ts'
import { raiseEvent } from '../../domain/raise-event.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { writeInbox } from './inbox.ts'
import { onlyRow, sql, type Operation } from './query.ts'

type NoticeRow = {
  webhook_id: Uint8Array
  workspace_id: Uint8Array
  type: string
  waiting: number
  data: string
}

/** Of which webhook, and whom it is told. */
interface Concerned {
  readonly webhookId: Id
  readonly workspaceId: Id
}

/**
 * Raises an event for the first of its kind in an hour; the next ones are counted, and told when the
 * hour is over. To be part of the transaction of what it tells, so that the counts of all events
 * together are exact.
 */
export function* tell({ webhookId, workspaceId }: Concerned, notice: Notice): Operation<void> {
  const { type, atMs, eventId, data } = notice
  const text = JSON.stringify(data)
  const rows = yield* sql<{ raised_at_ms: number; waiting: number }>`
    INSERT INTO notices (webhook_id, workspace_id, type, raised_at_ms, waiting, data)
    VALUES (${bytesOfId(webhookId)}, ${bytesOfId(workspaceId)}, ${type}, 0, 1, ${text})
    ON CONFLICT (webhook_id, workspace_id, type) DO UPDATE SET
      waiting = notices.waiting + 1, data = excluded.data
    RETURNING raised_at_ms, waiting`
  const { raised_at_ms: raisedAtMs, waiting } = onlyRow(rows)
  if (raisedAtMs > atMs - noticeEveryMs) return
  yield* raise(
    {
      webhook_id: bytesOfId(webhookId),
      workspace_id: bytesOfId(workspaceId),
      type,
      waiting,
      data: text,
    },
    eventId,
    atMs,
  )
}

/** What was raised more than an hour ago is forgotten, unless there is more to tell. */
export function* raiseNotices(nowMs: number, eventIds: readonly Id[]): Operation<number> {
  const before = nowMs - noticeEveryMs
  yield* sql`DELETE FROM notices WHERE raised_at_ms <= ${before} AND waiting = 0`
  const rows = yield* sql<NoticeRow>`
    SELECT webhook_id, workspace_id, type, waiting, data FROM notices
    WHERE raised_at_ms <= ${before} AND waiting > 0
    ORDER BY raised_at_ms LIMIT ${eventIds.length}`
  for (const [index, row] of rows.entries()) {
    const eventId = eventIds[index]
    if (eventId !== undefined) yield* raise(row, eventId, nowMs)
  }
  return rows.length
}

function* raise(row: NoticeRow, id: Id, nowMs: number): Operation<void> {
  const { type, waiting } = row
  yield* sql`
    UPDATE notices SET raised_at_ms = ${nowMs}, waiting = 0
    WHERE webhook_id = ${row.webhook_id} AND workspace_id = ${row.workspace_id} AND type = ${type}`
  // Written by `tell`, from an object.
  const latest = JSON.parse(row.data) as Readonly<Record<string, unknown>>
  const data = { ...latest, count: waiting }
  yield* writeInbox([raiseEvent({ id, workspaceId: idOfBytes(row.workspace_id), type, data })])
}
