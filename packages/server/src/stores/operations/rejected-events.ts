import type { RejectedEvent } from '../../domain/event.ts'
import type { Id } from '../../domain/ids.ts'
import type { CursorPage } from '../cursor-page.ts'
import type { InboxEntry } from '../inbox-store.ts'
import { raisedEventOfRow, type EventRow } from './events.ts'
import { bytesOfId } from './id-bytes.ts'
import { fragment, nothing, sql, type Operation } from './query.ts'

type RejectedRow = Omit<EventRow, 'is_test'> & { reason: string }

const columns = fragment`id, workspace_id, type, occurred_at_ms, accepted_at_ms, channels, subject,
  reason, data`

export function* rejectRaised({ seq, event }: InboxEntry, reason: string): Operation<void> {
  yield* sql`DELETE FROM inbox WHERE seq = ${seq} AND event_id = ${bytesOfId(event.id)}`
  yield* sql`
    INSERT INTO rejected_events (${columns})
    VALUES (${bytesOfId(event.id)}, ${bytesOfId(event.workspaceId)}, ${event.type},
      ${event.occurredAtMs}, ${event.acceptedAtMs},
      ${event.channels.length === 0 ? null : JSON.stringify(event.channels)}, ${event.subject},
      ${reason}, ${event.data})
    ON CONFLICT DO NOTHING`
}

export function* getRejectedEvent(workspaceId: Id, eventId: Id): Operation<RejectedEvent | null> {
  const [row] = yield* sql<RejectedRow>`
    SELECT ${columns} FROM rejected_events
    WHERE workspace_id = ${bytesOfId(workspaceId)} AND id = ${bytesOfId(eventId)}`
  return row === undefined ? null : rejectedOfRow(row)
}

export function* listRejectedEvents(
  workspaceId: Id,
  { before, limit }: CursorPage,
): Operation<RejectedEvent[]> {
  const beforeIt = before === null ? nothing : fragment`AND id < ${bytesOfId(before)}`
  const rows = yield* sql<RejectedRow>`
    SELECT ${columns} FROM rejected_events
    WHERE workspace_id = ${bytesOfId(workspaceId)} ${beforeIt}
    ORDER BY id DESC LIMIT ${limit}`
  return rows.map(rejectedOfRow)
}

function rejectedOfRow(row: RejectedRow): RejectedEvent {
  return { ...raisedEventOfRow(row), reason: row.reason }
}
