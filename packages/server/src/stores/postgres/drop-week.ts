import { firstIdAt } from '../../domain/ids.ts'
import type { RetentionAdvance, RetentionStep } from '../erasure-store.ts'
import { dropHistory } from '../operations/drop-history.ts'
import { bytesOfId } from '../operations/id-bytes.ts'
import { bucketOfDuration, hourMs } from '../operations/index-history.ts'
import { fragment, onlyRow, sql, verbatim, type Operation } from '../operations/query.ts'
import { partitionedTables, weekOf, weeksWithPartitions, type Week } from './partitions.ts'

const dayMs = 24 * 60 * 60 * 1000

/**
 * History goes by whole weeks: dropping their partitions costs the same however full they are, and
 * leaves nothing to vacuum. So an event may stay for up to a week longer than it has to. Of a week of
 * which something is still to be kept, the rest goes row by row.
 */
export function* dropHistoryByWeek(step: RetentionStep): Operation<RetentionAdvance> {
  const endedBeforeMs = weekOf(step.endedBeforeMs).fromMs
  if (step.after === null) {
    for (const week of yield* weeksWithPartitions()) {
      if (week.toMs > endedBeforeMs) break
      const dropped = yield* dropWeek(week, endedBeforeMs)
      if (dropped !== null) return { ...dropped, after: firstIdAt(week.fromMs) }
    }
  }
  return yield* dropHistory({ ...step, endedBeforeMs })
}

/** null: something of it is to be kept, or is not in the roll-ups yet. */
function* dropWeek(
  week: Week,
  endedBeforeMs: number,
): Operation<Pick<RetentionAdvance, 'events' | 'deliveries'> | null> {
  // Whoever waits for the lock of a whole table holds up everybody who comes after.
  yield* sql`SET LOCAL lock_timeout = 1000`
  yield* sql`SET LOCAL enable_seqscan = on`
  if (yield* isNeeded(week, endedBeforeMs)) return null
  const counts = onlyRow(
    yield* sql<{ events: number; deliveries: number }>`
    SELECT (SELECT COUNT(*) FROM ${tableOf('events', week)}) AS events,
      (SELECT COUNT(*) FROM ${tableOf('deliveries', week)}) AS deliveries`,
  )
  for (let fromMs = week.fromMs; fromMs < week.toMs; fromMs += dayMs) {
    yield* takeFromRollups(week, fromMs)
  }
  yield* sql`DELETE FROM rollups WHERE deliveries = 0`
  const tables = Object.keys(partitionedTables).map((table) => `${table}_${week.name}`)
  yield* sql`DROP TABLE ${verbatim(tables.join(', '))}`
  return counts
}

function tableOf(table: 'events' | 'deliveries', { name }: Week) {
  return verbatim(`${table}_${name}`)
}

function* isNeeded(week: Week, endedBeforeMs: number): Operation<boolean> {
  const [from, to] = [bytesOfId(firstIdAt(week.fromMs)), bytesOfId(firstIdAt(week.toMs))]
  const { is_needed } = onlyRow(
    yield* sql<{ is_needed: number }>`
    SELECT (EXISTS (SELECT 1 FROM queue WHERE id >= ${from} AND id < ${to})
      OR EXISTS (SELECT 1 FROM redeliveries WHERE event_id >= ${from} AND event_id < ${to})
      OR EXISTS (SELECT 1 FROM ${tableOf('deliveries', week)}
        WHERE finished_at_ms >= ${endedBeforeMs}
          OR seq > (SELECT value FROM meta WHERE key = 'deliveries_indexed_seq'))
      OR EXISTS (SELECT 1 FROM ${tableOf('events', week)}
        WHERE seq > (SELECT value FROM meta WHERE key = 'events_indexed_seq')))::integer AS is_needed`,
  )
  return is_needed === 1
}

/** A day at a time, so that no statement takes long. */
function* takeFromRollups(week: Week, fromMs: number): Operation<void> {
  const [from, to] = [bytesOfId(firstIdAt(fromMs)), bytesOfId(firstIdAt(fromMs + dayMs))]
  yield* sql`
    UPDATE rollups AS r SET deliveries = r.deliveries - gone.deliveries,
      attempts = r.attempts - gone.attempts
    FROM (
      SELECT webhook_id, finished_at_ms - finished_at_ms % ${hourMs} AS hour_ms, status,
        ${bucketOfDuration} AS bucket, workspace_id, COUNT(*) AS deliveries,
        SUM(attempts) AS attempts
      FROM ${tableOf('deliveries', week)} WHERE id >= ${from} AND id < ${to}
      GROUP BY 1, 2, 3, 4, 5
    ) AS gone
    WHERE ${sameRollup}`
}

const sameRollup = fragment`r.webhook_id = gone.webhook_id AND r.hour_ms = gone.hour_ms
  AND r.status = gone.status AND r.bucket = gone.bucket AND r.workspace_id = gone.workspace_id`
