import { statusCode, statusOfCode } from '../codes.ts'
import type {
  RankedWebhook,
  TrafficCount,
  TrafficSpan,
  WebhookRanking,
} from '../statistics-store.ts'
import { idOfBytes } from './id-bytes.ts'
import { bucketOfDuration, hourMs, minuteMs } from './index-history.ts'
import { fragment, nothing, sql, verbatim, type Operation, type Query } from './query.ts'

type TrafficRow = {
  start_ms: number
  status: number
  bucket: number
  deliveries: number
  attempts: number
}

type RankedRow = {
  webhook_id: Uint8Array
  workspace_id: Uint8Array
  success: number
  failed: number
}

/** From the counts by the minute or the hour, and from the short tail that is not in them yet. */
export function* countTraffic({ fromMs, toMs, by }: TrafficSpan): Operation<TrafficCount[]> {
  const slotMs = by === 'minute' ? minuteMs : hourMs
  const firstMs = fromMs - (fromMs % slotMs)
  const counted =
    by === 'minute'
      ? fragment`SELECT minute_ms AS start_ms, status, bucket, deliveries, attempts
          FROM traffic WHERE minute_ms >= ${firstMs} ${before('minute_ms', toMs)}`
      : fragment`SELECT hour_ms AS start_ms, status, bucket, deliveries, attempts
          FROM rollups WHERE hour_ms >= ${firstMs} ${before('hour_ms', toMs)}`
  const rows = yield* sql<TrafficRow>`
    SELECT start_ms, status, bucket, SUM(deliveries) AS deliveries, SUM(attempts) AS attempts
    FROM (
      ${counted}
      UNION ALL
      SELECT finished_at_ms - finished_at_ms % ${slotMs}, status, ${bucketOfDuration}, 1, attempts
      FROM deliveries
      WHERE ${isTail} AND finished_at_ms >= ${firstMs} ${before('finished_at_ms', endOf(toMs, slotMs))}
    ) AS counted
    GROUP BY start_ms, status, bucket ORDER BY start_ms, status, bucket`
  return rows.map((row) => ({
    startMs: row.start_ms,
    status: statusOfCode(row.status),
    bucket: row.bucket,
    deliveries: row.deliveries,
    attempts: row.attempts,
  }))
}

/** By whole hours, which is what is known of each webhook. */
export function* rankWebhooks(span: Ranked, limit: number): Operation<WebhookRanking> {
  const busiest = yield* ranked(span, verbatim('success + failed'), limit)
  const worst = yield* ranked(span, verbatim('failed'), limit)
  return { busiest, worst }
}

type Ranked = Omit<TrafficSpan, 'by'>

function* ranked({ fromMs, toMs }: Ranked, by: Query, limit: number): Operation<RankedWebhook[]> {
  const firstMs = fromMs - (fromMs % hourMs)
  const rows = yield* sql<RankedRow>`
    SELECT webhook_id, workspace_id, success, failed FROM (
      SELECT webhook_id, workspace_id,
        SUM(CASE WHEN status = ${statusCode.success} THEN deliveries ELSE 0 END) AS success,
        SUM(CASE WHEN status = ${statusCode.failed} THEN deliveries ELSE 0 END) AS failed
      FROM (
        SELECT webhook_id, workspace_id, status, deliveries
        FROM rollups WHERE hour_ms >= ${firstMs} ${before('hour_ms', toMs)}
        UNION ALL
        SELECT webhook_id, workspace_id, status, 1
        FROM deliveries
        WHERE ${isTail} AND finished_at_ms >= ${firstMs} ${before('finished_at_ms', endOf(toMs, hourMs))}
      ) AS counted
      GROUP BY webhook_id, workspace_id
    ) AS summed
    WHERE ${by} > 0 ORDER BY ${by} DESC, webhook_id LIMIT ${limit}`
  return rows.map(({ webhook_id, workspace_id, success, failed }) => ({
    webhookId: idOfBytes(webhook_id),
    workspaceId: idOfBytes(workspace_id),
    success,
    failed,
  }))
}

const isTail = verbatim("seq > (SELECT value FROM meta WHERE key = 'deliveries_indexed_seq')")

function before(column: 'minute_ms' | 'hour_ms' | 'finished_at_ms', toMs: number | null): Query {
  return toMs === null ? nothing : fragment`AND ${verbatim(column)} < ${toMs}`
}

/** The end of the last slot that begins before `toMs`. */
function endOf(toMs: number | null, slotMs: number): number | null {
  return toMs === null ? null : Math.ceil(toMs / slotMs) * slotMs
}
