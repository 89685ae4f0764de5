import type { Id } from '../../domain/ids.ts'
import { statusOfCode } from '../codes.ts'
import type { HourlyCount } from '../statistics-store.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { hourMs } from './index-history.ts'
import { listOf, sql, type Operation } from './query.ts'

type CountRow = {
  webhook_id: Uint8Array
  hour_ms: number
  status: number
  deliveries: number
  attempts: number
}

/** Ids in one statement: databases bound the number of parameters. */
const chunkSize = 500

/** From the roll-ups, and from the short tail that is not in them yet. */
export function* countDeliveriesByHour(
  webhookIds: readonly Id[],
  fromMs: number,
): Operation<HourlyCount[]> {
  const firstHourMs = fromMs - (fromMs % hourMs)
  const counts: HourlyCount[] = []
  for (let at = 0; at < webhookIds.length; at += chunkSize) {
    const ids = listOf(webhookIds.slice(at, at + chunkSize).map(bytesOfId))
    const rows = yield* sql<CountRow>`
      WITH tail AS MATERIALIZED (
        SELECT webhook_id, finished_at_ms - finished_at_ms % ${hourMs} AS hour_ms, status, attempts
        FROM deliveries
        WHERE seq > (SELECT value FROM meta WHERE key = 'deliveries_indexed_seq')
          AND webhook_id IN (${ids}) AND finished_at_ms >= ${firstHourMs}
      )
      SELECT webhook_id, hour_ms, status, SUM(deliveries) AS deliveries, SUM(attempts) AS attempts
      FROM (
        SELECT webhook_id, hour_ms, status, deliveries, attempts FROM rollups
        WHERE webhook_id IN (${ids}) AND hour_ms >= ${firstHourMs}
        UNION ALL
        SELECT webhook_id, hour_ms, status, 1, attempts FROM tail
      ) AS counted
      GROUP BY webhook_id, hour_ms, status ORDER BY webhook_id, hour_ms, status`
    counts.push(...rows.map(countOfRow))
  }
  return counts
}

function countOfRow(row: CountRow): HourlyCount {
  return {
    webhookId: idOfBytes(row.webhook_id),
    hourMs: row.hour_ms,
    status: statusOfCode(row.status),
    deliveries: row.deliveries,
    attempts: row.attempts,
  }
}
