import { firstIdAt, lastDeliveryIdOf } from '../../domain/ids.ts'
import type { RecordAges, RetentionAdvance, RetentionStep } from '../erasure-store.ts'
import { eraseEvent, lowerWatermarks, type EventKey } from './erase-event.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { sql, type Operation } from './query.ts'

/** Freeing the pages of large events takes time of its own. */
const mostBytes = 1024 * 1024

const lowestId = '0'.repeat(32)

export function* dropHistory(step: RetentionStep): Operation<RetentionAdvance> {
  const { endedBeforeMs, limit } = step
  const events = yield* oldEvents(step)
  const first = events[0]
  const last = events.at(-1)
  if (first === undefined || last === undefined) return { after: null, events: 0, deliveries: 0 }
  const kept = yield* eventsToKeep({ first, last, endedBeforeMs })
  let { after } = step
  let dropped = 0
  let deliveries = 0
  let bytes = 0
  for (const event of events) {
    const id = idOfBytes(event.id)
    if (!kept.has(id)) {
      const room = limit - dropped - deliveries
      if (room <= 0 || bytes > mostBytes) break
      const erased = yield* eraseEvent(event, room)
      deliveries += erased.deliveries
      bytes += event.bytes
      if (!erased.isGone) break
      dropped += 1
    }
    after = id
  }
  if (dropped + deliveries > 0) yield* lowerWatermarks()
  // Nothing is older than what was dropped, or kept, last: the next step finds out what follows.
  return { after: after ?? lowestId, events: dropped, deliveries }
}

type OldEvent = EventKey & { readonly bytes: number }

export function* oldEvents({
  endedBeforeMs,
  after,
  limit,
}: RetentionStep): Operation<readonly OldEvent[]> {
  return yield* sql<OldEvent>`
    SELECT id, workspace_id, length(data) AS bytes FROM events
    WHERE id > ${bytesOfId(after ?? lowestId)} AND id < ${bytesOfId(firstIdAt(endedBeforeMs))}
    ORDER BY id LIMIT ${limit}`
}

interface OldRange {
  readonly first: EventKey
  readonly last: EventKey
  readonly endedBeforeMs: number
}

/**
 * Events of this range of which something is under way, or has ended not long ago. The deliveries of
 * a fan-out lie between their event and the next one; others are found through their event.
 */
export function* eventsToKeep({ first, last, endedBeforeMs }: OldRange): Operation<Set<string>> {
  const end = bytesOfId(lastDeliveryIdOf(idOfBytes(last.id)))
  const rows = yield* sql<{ event_id: Uint8Array }>`
    SELECT event_id FROM queue WHERE id > ${first.id} AND id <= ${end}
    UNION ALL
    SELECT event_id FROM deliveries
    WHERE id > ${first.id} AND id <= ${end} AND finished_at_ms >= ${endedBeforeMs}
    UNION ALL
    SELECT r.event_id FROM redeliveries AS r
    WHERE r.event_id >= ${first.id} AND r.event_id <= ${last.id}
      AND (EXISTS (SELECT 1 FROM queue AS q WHERE q.id = r.id AND q.workspace_id = r.workspace_id)
        OR EXISTS (SELECT 1 FROM deliveries AS d WHERE d.id = r.id
          AND d.workspace_id = r.workspace_id AND d.finished_at_ms >= ${endedBeforeMs}))`
  return new Set(rows.map((row) => idOfBytes(row.event_id)))
}

export function* dropRecords(
  { auditBeforeMs, linksBeforeMs, restBeforeMs }: RecordAges,
  limit: number,
): Operation<number> {
  const audit = yield* sql`
    DELETE FROM audit WHERE id IN (
      SELECT id FROM audit WHERE id < ${bytesOfId(firstIdAt(auditBeforeMs))} ORDER BY id
      LIMIT ${limit}
    ) RETURNING id`
  const before = bytesOfId(firstIdAt(restBeforeMs))
  const rejected = yield* sql`
    DELETE FROM rejected_events WHERE (workspace_id, id) IN (
      SELECT workspace_id, id FROM rejected_events WHERE id < ${before} ORDER BY id
      LIMIT ${limit}
    ) RETURNING id`
  const recoveries = yield* sql`
    DELETE FROM recoveries WHERE id IN (
      SELECT id FROM recoveries WHERE id < ${before} AND state IN ('done', 'canceled')
      ORDER BY id LIMIT ${limit}
    ) RETURNING id`
  const erasures = yield* sql`
    DELETE FROM erasures WHERE id IN (
      SELECT id FROM erasures WHERE id < ${before} AND state = 'done' ORDER BY id
      LIMIT ${limit}
    ) RETURNING id`
  const links = yield* sql`
    DELETE FROM portal_links WHERE id IN (
      SELECT id FROM portal_links WHERE id < ${bytesOfId(firstIdAt(linksBeforeMs))} ORDER BY id
      LIMIT ${limit}
    ) RETURNING id`
  return [audit, rejected, recoveries, erasures, links].flat().length
}
