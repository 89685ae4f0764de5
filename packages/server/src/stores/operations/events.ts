import type { Event, RaisedEvent } from '../../domain/event.ts'
import type { Id } from '../../domain/ids.ts'
import type { CursorPage } from '../cursor-page.ts'
import type { ChannelPage, EventFilter } from '../event-store.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { channelsOfEvent } from './index-history.ts'
import { fragment, join, listOf, nothing, sql, type Operation, type Query } from './query.ts'
import { idRange } from './id-range.ts'

export type EventRow = {
  id: Uint8Array
  workspace_id: Uint8Array
  type: string
  occurred_at_ms: number
  accepted_at_ms: number
  is_test: number
  channels: string | null
  subject: string | null
  data: Uint8Array
}

export const eventColumns = fragment`e.id, e.workspace_id, e.type, e.occurred_at_ms, e.accepted_at_ms,
  e.is_test, e.channels, e.subject, e.data`

const lowestId = '0'.repeat(32)

export function* getEvent(workspaceId: Id, eventId: Id): Operation<Event | null> {
  const [row] = yield* sql<EventRow>`
    SELECT ${eventColumns} FROM events AS e
    WHERE e.id = ${bytesOfId(eventId)} AND e.workspace_id = ${bytesOfId(workspaceId)}`
  return row === undefined ? null : eventOfRow(row)
}

/**
 * From the index, which the background step writes, and from the journal's tail beyond it. CROSS
 * JOIN keeps SQLite from turning the join round, which would walk through every event.
 */
export function* listEvents(
  workspaceId: Id,
  filter: EventFilter,
  page: CursorPage,
): Operation<Event[]> {
  const workspace = bytesOfId(workspaceId)
  const { type, channel } = filter
  const { from, to } = idRange(filter, page.before)
  const rows = yield* sql<EventRow>`
    WITH ${tailOf(workspaceId, type === null ? null : [type], channel)}
    SELECT ${eventColumns}
    FROM (
      SELECT id FROM (
        SELECT event_id AS id FROM ${indexFor(type, channel)}
        WHERE workspace_id = ${workspace} ${isOf(type, channel)}
          AND event_id >= ${from} AND event_id < ${to}
        ORDER BY event_id DESC LIMIT ${page.limit}
      ) AS indexed
      UNION ALL
      SELECT id FROM tail WHERE id >= ${from} AND id < ${to}
      ORDER BY id DESC LIMIT ${page.limit}
    ) AS listed
    CROSS JOIN events AS e
    WHERE e.id = listed.id AND e.workspace_id = ${workspace}
    ORDER BY e.id DESC`
  return rows.map(eventOfRow)
}

/** The same the other way round, with a range of the index for each type. */
export function* listEventsOfChannel(
  workspaceId: Id,
  channel: string,
  { types, after, limit }: ChannelPage,
): Operation<Event[]> {
  if (types?.length === 0) return []
  const workspace = bytesOfId(workspaceId)
  const from = bytesOfId(after ?? lowestId)
  const ranges = (types ?? [null]).map(
    (type) => fragment`
      SELECT id FROM (
        SELECT event_id AS id FROM ${indexFor(type, channel)}
        WHERE workspace_id = ${workspace} ${isOf(type, channel)} AND event_id > ${from}
        ORDER BY event_id LIMIT ${limit}
      ) AS indexed`,
  )
  const rows = yield* sql<EventRow>`
    WITH ${tailOf(workspaceId, types, channel)}
    SELECT ${eventColumns}
    FROM (
      ${join(ranges, ' UNION ALL ')}
      UNION ALL
      SELECT id FROM tail WHERE id > ${from}
      ORDER BY id LIMIT ${limit}
    ) AS listed
    CROSS JOIN events AS e
    WHERE e.id = listed.id AND e.workspace_id = ${workspace}
    ORDER BY e.id`
  return rows.map(eventOfRow)
}

/** The part of the journal that is not indexed yet. */
function tailOf(workspaceId: Id, types: readonly string[] | null, channel: string | null): Query {
  const ofTypes = types === null ? nothing : fragment`AND type IN (${listOf(types)})`
  const ofChannel =
    channel === null
      ? nothing
      : fragment`AND EXISTS (SELECT 1 FROM ${channelsOfEvent} AS c WHERE c.value = ${channel})`
  return fragment`tail AS MATERIALIZED (
      SELECT id FROM events
      WHERE seq > (SELECT value FROM meta WHERE key = 'events_indexed_seq')
        AND workspace_id = ${bytesOfId(workspaceId)} ${ofTypes} ${ofChannel}
    )`
}

function indexFor(type: string | null, channel: string | null): Query {
  if (channel === null) {
    return type === null ? fragment`events_by_workspace` : fragment`events_by_type`
  }
  return type === null ? fragment`events_by_channel` : fragment`events_by_channel_and_type`
}

function isOf(type: string | null, channel: string | null): Query {
  const ofChannel = channel === null ? nothing : fragment`AND channel = ${channel}`
  const ofType = type === null ? nothing : fragment`AND type = ${type}`
  return fragment`${ofChannel} ${ofType}`
}

/** Which of these events are in the journal. */
export function* findJournaled(eventIds: readonly Id[]): Operation<Set<Id>> {
  if (eventIds.length === 0) return new Set()
  const rows = yield* sql<{ id: Uint8Array }>`
    SELECT id FROM events WHERE id IN (${listOf(eventIds.map(bytesOfId))})`
  return new Set(rows.map((row) => idOfBytes(row.id)))
}

export function eventOfRow(row: EventRow): Event {
  return { ...raisedEventOfRow(row), isTest: row.is_test === 1 }
}

/** The same of the tables in which no test stands. */
export function raisedEventOfRow(row: Omit<EventRow, 'is_test'>): RaisedEvent {
  return {
    id: idOfBytes(row.id),
    workspaceId: idOfBytes(row.workspace_id),
    type: row.type,
    data: row.data,
    // Written from a list of strings, wherever it stands.
    channels: row.channels === null ? [] : (JSON.parse(row.channels) as string[]),
    subject: row.subject,
    occurredAtMs: row.occurred_at_ms,
    acceptedAtMs: row.accepted_at_ms,
    isTest: false,
  }
}
