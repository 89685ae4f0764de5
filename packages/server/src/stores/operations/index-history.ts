import { fragment, onlyRow, sql, verbatim, type Operation } from './query.ts'

/** Upper bounds, in milliseconds, of the buckets of the latency histogram; one more is open. */
export const latencyBoundsMs = [
  5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 20_000,
] as const

export const hourMs = 3_600_000
export const minuteMs = 60_000

/** How long traffic is known by the minute; more than is asked for, for clocks that differ. */
const knownByMinuteMs = 2 * hourMs

export const bucketOfDuration = verbatim(
  `CASE WHEN outcome IS NULL THEN -1 ${latencyBoundsMs
    .map((bound, index) => `WHEN duration_ms <= ${bound} THEN ${index}`)
    .join(' ')} ELSE ${latencyBoundsMs.length} END`,
)

/**
 * What is not kept up with each event: the per-workspace and per-webhook indexes and the hourly
 * roll-ups. Rows are taken in the order they were written in, from a watermark on, and inserted in
 * the order of the index. Each step takes at most `limit` rows; true while there are more.
 */
export function* indexEvents(limit: number): Operation<boolean> {
  const { first, last, newest } = onlyRow(
    yield* sql<Range>`
    SELECT value AS first, value + ${limit} AS last,
      COALESCE((SELECT MAX(seq) FROM events), 0) AS newest
    FROM meta WHERE key = 'events_indexed_seq'`,
  )
  const end = Math.min(last, newest)
  if (end <= first) return false
  yield* indexEventRange(first, end)
  return end < newest
}

/** Of rows with a `seq` above `first` and up to `end`; the watermark moves there. */
export function* indexEventRange(first: number, end: number): Operation<void> {
  yield* sql`
    INSERT INTO events_by_workspace (workspace_id, event_id)
    SELECT workspace_id, id FROM events WHERE seq > ${first} AND seq <= ${end}
    ORDER BY workspace_id, id`
  yield* sql`
    INSERT INTO events_by_type (workspace_id, type, event_id)
    SELECT workspace_id, type, id FROM events WHERE seq > ${first} AND seq <= ${end}
    ORDER BY workspace_id, type, id`
  yield* indexLabels(first, end)
  yield* sql`UPDATE meta SET value = ${end} WHERE key = 'events_indexed_seq'`
}

/** Most events carry none, and then one look at them is all. */
function* indexLabels(first: number, end: number): Operation<void> {
  const labels = onlyRow(
    yield* sql<{ channels: number; subjects: number }>`
    SELECT COUNT(channels) AS channels, COUNT(subject) AS subjects FROM events
    WHERE seq > ${first} AND seq <= ${end}`,
  )
  if (labels.channels > 0) yield* indexChannels(first, end)
  if (labels.subjects > 0) yield* indexSubjects(first, end)
}

function* indexChannels(first: number, end: number): Operation<void> {
  const withChannels = fragment`seq > ${first} AND seq <= ${end} AND channels IS NOT NULL`
  yield* sql`
    INSERT INTO events_by_channel (workspace_id, channel, event_id)
    SELECT DISTINCT workspace_id, c.value, events.id FROM events, ${channelsOfEvent} AS c
    WHERE ${withChannels} ORDER BY 1, 2, 3`
  yield* sql`
    INSERT INTO events_by_channel_and_type (workspace_id, channel, type, event_id)
    SELECT DISTINCT workspace_id, c.value, events.type, events.id
    FROM events, ${channelsOfEvent} AS c
    WHERE ${withChannels} ORDER BY 1, 2, 3, 4`
}

function* indexSubjects(first: number, end: number): Operation<void> {
  yield* sql`
    INSERT INTO events_by_subject (workspace_id, subject, event_id)
    SELECT workspace_id, subject, id FROM events
    WHERE seq > ${first} AND seq <= ${end} AND subject IS NOT NULL
    ORDER BY 1, 2, 3`
}

/** A row, with its name as `value`, for each channel of a row of `events`. */
export const channelsOfEvent = verbatim('json_each(events.channels)')

export function* indexDeliveries(limit: number): Operation<boolean> {
  const { first, last, newest } = onlyRow(
    yield* sql<Range>`
    SELECT value AS first, value + ${limit} AS last,
      COALESCE((SELECT MAX(seq) FROM deliveries), 0) AS newest
    FROM meta WHERE key = 'deliveries_indexed_seq'`,
  )
  const end = Math.min(last, newest)
  if (end <= first) return false
  yield* indexDeliveryRange(first, end)
  return end < newest
}

/** As {@link indexEventRange}. */
export function* indexDeliveryRange(first: number, end: number): Operation<void> {
  yield* sql`
    INSERT INTO deliveries_by_webhook (webhook_id, status, id, workspace_id)
    SELECT webhook_id, status, id, workspace_id FROM deliveries
    WHERE seq > ${first} AND seq <= ${end} ORDER BY webhook_id, status, id`
  yield* sql`
    INSERT INTO rollups (webhook_id, hour_ms, status, bucket, workspace_id, deliveries, attempts)
    SELECT webhook_id, finished_at_ms - finished_at_ms % ${hourMs}, status, ${bucketOfDuration},
      workspace_id, COUNT(*), SUM(attempts)
    FROM deliveries WHERE seq > ${first} AND seq <= ${end}
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (webhook_id, hour_ms, status, bucket, workspace_id) DO UPDATE SET
      deliveries = rollups.deliveries + excluded.deliveries,
      attempts = rollups.attempts + excluded.attempts`
  yield* countByMinute(first, end)
  yield* sql`UPDATE meta SET value = ${end} WHERE key = 'deliveries_indexed_seq'`
}

function* countByMinute(first: number, end: number): Operation<void> {
  const inRange = fragment`seq > ${first} AND seq <= ${end}`
  yield* sql`
    INSERT INTO traffic (minute_ms, status, bucket, deliveries, attempts)
    SELECT finished_at_ms - finished_at_ms % ${minuteMs}, status, ${bucketOfDuration},
      COUNT(*), SUM(attempts)
    FROM deliveries WHERE ${inRange} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (minute_ms, status, bucket) DO UPDATE SET
      deliveries = traffic.deliveries + excluded.deliveries,
      attempts = traffic.attempts + excluded.attempts`
  yield* sql`
    DELETE FROM traffic WHERE minute_ms <
      (SELECT MIN(finished_at_ms) FROM deliveries WHERE ${inRange}) - ${knownByMinuteMs}`
}

/** The watermark, how far this step may go, and how far there is anything. */
type Range = { first: number; last: number; newest: number }
