import type { Id } from '../../domain/ids.ts'
import type { CursorPage } from '../cursor-page.ts'
import type { EventFilter, FoundEvents } from '../event-store.ts'
import { eventColumns, eventOfRow, type EventRow } from './events.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { idRange } from './id-range.ts'
import { channelsOfEvent } from './index-history.ts'
import { fragment, nothing, sql, type Operation, type Query } from './query.ts'

/** Events that one search looks at for their types, so that a rare one holds nobody up. */
const mostLookedAt = 5000

/** Of all workspaces, for which no index is kept but the one of ids: that is the order of time. */
export function* searchEvents(filter: EventFilter, page: CursorPage): Operation<FoundEvents> {
  const { from, to } = idRange(filter, page.before)
  const isNarrow = filter.type !== null || filter.channel !== null
  const limit = page.limit + 1
  const rows = yield* sql<EventRow>`
    SELECT ${eventColumns}
    FROM (
      SELECT id, workspace_id FROM (
        SELECT id, workspace_id, type, channels FROM events
        WHERE id >= ${from} AND id < ${to}
        ORDER BY id DESC LIMIT ${isNarrow ? mostLookedAt : limit}
      ) AS events
      WHERE ${matches(filter)}
      ORDER BY id DESC LIMIT ${limit}
    ) AS found
    CROSS JOIN events AS e
    WHERE e.id = found.id AND e.workspace_id = found.workspace_id
    ORDER BY e.id DESC`
  const events = rows.slice(0, page.limit).map(eventOfRow)
  if (rows.length === limit) return { events, searchedTo: events.at(-1)?.id ?? null }
  return { events, searchedTo: isNarrow ? yield* lastLookedAt(from, to) : null }
}

function matches({ type, channel }: EventFilter): Query {
  const ofType = type === null ? nothing : fragment`AND type = ${type}`
  const ofChannel =
    channel === null
      ? nothing
      : fragment`AND EXISTS (SELECT 1 FROM ${channelsOfEvent} AS c WHERE c.value = ${channel})`
  return fragment`TRUE ${ofType} ${ofChannel}`
}

/** null: nothing was left out. */
function* lastLookedAt(from: Uint8Array, to: Uint8Array): Operation<Id | null> {
  const [row] = yield* sql<{ id: Uint8Array }>`
    SELECT id FROM events WHERE id >= ${from} AND id < ${to}
    ORDER BY id DESC LIMIT 1 OFFSET ${mostLookedAt - 1}`
  return row === undefined ? null : idOfBytes(row.id)
}

/** Whose an event is, a rejected one too. */
export function* workspaceOfEvent(eventId: Id): Operation<Id | null> {
  const id = bytesOfId(eventId)
  const [row] = yield* sql<{ workspace_id: Uint8Array }>`
    SELECT workspace_id FROM events WHERE id = ${id}
    UNION ALL
    SELECT workspace_id FROM rejected_events WHERE id = ${id}`
  return row === undefined ? null : idOfBytes(row.workspace_id)
}
