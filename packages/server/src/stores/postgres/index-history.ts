import { indexDeliveryRange, indexEventRange } from '../operations/index-history.ts'
import { onlyRow, sql, verbatim, type Operation } from '../operations/query.ts'

/**
 * The steps of `operations/index-history.ts`, as far as they differ: many nodes write, so rows are
 * taken up to the oldest transaction that is still under way (see `current_seq`), and many nodes
 * index, so whoever finds another one at it leaves it to that one.
 */

export function indexEvents(limit: number): Operation<boolean> {
  return indexTail('events', limit)
}

export function indexDeliveries(limit: number): Operation<boolean> {
  return indexTail('deliveries', limit)
}

function* indexTail(table: 'events' | 'deliveries', limit: number): Operation<boolean> {
  const watermark = `${table}_indexed_seq`
  const [mark] = yield* sql<{ value: number }>`
    SELECT value FROM meta WHERE key = ${watermark} FOR UPDATE SKIP LOCKED`
  if (mark === undefined) return false
  const first = mark.value
  // Together with the rows, so that both are of one moment.
  const { end, count } = onlyRow(
    yield* sql<{ end: number | null; count: number }>`
    SELECT MAX(seq) AS end, COUNT(*) AS count FROM (
      SELECT seq FROM ${verbatim(table)}
      WHERE seq > ${first} AND seq < settled_seq() ORDER BY seq LIMIT ${limit}
    ) AS step`,
  )
  if (end === null) return false
  yield* table === 'events' ? indexEventRange(first, end) : indexDeliveryRange(first, end)
  return count === limit
}
