import { lastDeliveryIdOf } from '../../domain/ids.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { bucketOfDuration, hourMs } from './index-history.ts'
import { fragment, sql, type Operation, type Query } from './query.ts'

/** An event as it stands in the tables. */
export type EventKey = { readonly id: Uint8Array; readonly workspace_id: Uint8Array }

export interface ErasedEvent {
  readonly deliveries: number
  /** False: it has more deliveries than there was room for, and is still there with those. */
  readonly isGone: boolean
}

type EndedRow = {
  seq: number
  id: Uint8Array
  webhook_id: Uint8Array
  status: number
  attempts: number
  finished_at_ms: number
  bucket: number
}

/**
 * Removes an event with its deliveries, attempts and bodies, and takes it out of the indexes and the
 * roll-ups. An attempt that is on the wire then finds its row gone and writes nothing.
 *
 * @param room - deliveries of the fan-out, and others, that are removed at most
 */
export function* eraseEvent(event: EventKey, room: number): Operation<ErasedEvent> {
  const again = yield* sql<{ id: Uint8Array }>`
    SELECT id FROM redeliveries
    WHERE event_id = ${event.id} AND workspace_id = ${event.workspace_id} LIMIT ${room}`
  let deliveries = 0
  let isGone = again.length < room
  for (const { id } of again) {
    const only = fragment`= ${id}`
    const erased = yield* eraseDeliveries(event, { ids: only, last: id }, 2)
    deliveries += erased.deliveries
    yield* sql`
      DELETE FROM redeliveries WHERE event_id = ${event.id}
        AND workspace_id = ${event.workspace_id} AND id = ${id}`
  }
  const last = bytesOfId(lastDeliveryIdOf(idOfBytes(event.id)))
  const fanOut = { ids: fragment`> ${event.id}`, last }
  const erased = yield* eraseDeliveries(event, fanOut, room)
  deliveries += erased.deliveries
  isGone &&= erased.isGone
  if (isGone) yield* eraseRow(event)
  return { deliveries, isGone }
}

interface DeliveryRange {
  /** What an id is compared with. */
  readonly ids: Query
  readonly last: Uint8Array
}

function* eraseDeliveries(
  { workspace_id: workspace }: EventKey,
  { ids, last }: DeliveryRange,
  room: number,
): Operation<ErasedEvent> {
  const waiting = yield* sql<{ id: Uint8Array }>`
    SELECT id FROM queue WHERE id ${ids} AND id <= ${last} AND workspace_id = ${workspace}
    ORDER BY id LIMIT ${room}`
  const lastWaiting = waiting.at(-1)?.id
  if (lastWaiting !== undefined) {
    yield* sql`
      DELETE FROM queue WHERE id ${ids} AND id <= ${lastWaiting} AND workspace_id = ${workspace}`
  }
  const ended = yield* sql<EndedRow>`
    SELECT seq, id, webhook_id, status, attempts, finished_at_ms, ${bucketOfDuration} AS bucket
    FROM deliveries WHERE id ${ids} AND id <= ${last} AND workspace_id = ${workspace}
    ORDER BY id LIMIT ${room}`
  for (const row of ended) yield* eraseEnded(row, workspace)
  const isGone = waiting.length < room && ended.length < room
  const end = isGone ? last : (ended.at(-1)?.id ?? lastWaiting ?? last)
  yield* sql`
    DELETE FROM attempts
    WHERE delivery_id ${ids} AND delivery_id <= ${end} AND workspace_id = ${workspace}`
  yield* sql`
    DELETE FROM bodies
    WHERE delivery_id ${ids} AND delivery_id <= ${end} AND workspace_id = ${workspace}`
  return { deliveries: waiting.length + ended.length, isGone }
}

function* eraseEnded(row: EndedRow, workspace: Uint8Array): Operation<void> {
  yield* sql`DELETE FROM deliveries WHERE id = ${row.id} AND workspace_id = ${workspace}`
  const indexed = yield* sql`
    DELETE FROM deliveries_by_webhook
    WHERE webhook_id = ${row.webhook_id} AND status = ${row.status} AND id = ${row.id}
      AND workspace_id = ${workspace} RETURNING id`
  // What is in the index is in the roll-ups, too: one step writes both.
  if (indexed.length === 0) return
  const rollup = fragment`webhook_id = ${row.webhook_id}
    AND hour_ms = ${row.finished_at_ms - (row.finished_at_ms % hourMs)}
    AND status = ${row.status} AND bucket = ${row.bucket} AND workspace_id = ${workspace}`
  const [counted] = yield* sql<{ deliveries: number }>`
    UPDATE rollups SET deliveries = deliveries - 1, attempts = attempts - ${row.attempts}
    WHERE ${rollup} RETURNING deliveries`
  if (counted?.deliveries === 0) yield* sql`DELETE FROM rollups WHERE ${rollup}`
}

type EventRow = { type: string; channels: string | null; subject: string | null }

function* eraseRow({ id, workspace_id: workspace }: EventKey): Operation<void> {
  const [event] = yield* sql<EventRow>`
    DELETE FROM events WHERE id = ${id} AND workspace_id = ${workspace}
    RETURNING type, channels, subject`
  if (event === undefined) return
  const { type, channels, subject } = event
  const isEvent = fragment`workspace_id = ${workspace} AND event_id = ${id}`
  yield* sql`DELETE FROM events_by_workspace WHERE ${isEvent}`
  yield* sql`DELETE FROM events_by_type WHERE ${isEvent} AND type = ${type}`
  if (subject !== null) {
    yield* sql`DELETE FROM events_by_subject WHERE ${isEvent} AND subject = ${subject}`
  }
  if (channels === null) return
  // Written by the journal from a list of strings.
  for (const channel of new Set(JSON.parse(channels) as string[])) {
    yield* sql`DELETE FROM events_by_channel WHERE ${isEvent} AND channel = ${channel}`
    yield* sql`
      DELETE FROM events_by_channel_and_type
      WHERE ${isEvent} AND channel = ${channel} AND type = ${type}`
  }
}

/**
 * To be called after rows were removed: a database may give the numbers of the newest ones again,
 * and then the background step must not take what bears them for indexed.
 */
export function* lowerWatermarks(): Operation<void> {
  yield* sql`
    UPDATE meta SET value = (SELECT COALESCE(MAX(seq), 0) FROM events)
    WHERE key = 'events_indexed_seq' AND value > (SELECT COALESCE(MAX(seq), 0) FROM events)`
  yield* sql`
    UPDATE meta SET value = (SELECT COALESCE(MAX(seq), 0) FROM deliveries)
    WHERE key = 'deliveries_indexed_seq'
      AND value > (SELECT COALESCE(MAX(seq), 0) FROM deliveries)`
}
