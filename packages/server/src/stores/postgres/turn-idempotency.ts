import { sql, type Operation } from '../operations/query.ts'

const dayMs = 24 * 60 * 60 * 1000

/**
 * As in `operations/turn-idempotency.ts`, and the older generation is cut off, not deleted row by
 * row. Waits until commits that take keys have ended, and holds up those that come meanwhile: no two
 * nodes ever put one key into two generations.
 */
export function* turnIdempotency(nowMs: number): Operation<void> {
  const isDue = (yield* sql`
    SELECT 1 AS is_due FROM meta
    WHERE key = 'idempotency_turned_at_ms' AND value <= ${nowMs - dayMs}`).length
  if (isDue === 0) return
  yield* sql`SELECT pg_advisory_xact_lock(8030604, 2)`
  const [turned] = yield* sql`
    UPDATE meta SET value = ${nowMs}
    WHERE key = 'idempotency_turned_at_ms' AND value <= ${nowMs - dayMs} RETURNING value`
  if (turned === undefined) return
  const [current] = yield* sql<{ value: number }>`
    UPDATE meta SET value = 1 - value WHERE key = 'idempotency_generation' RETURNING value`
  if (current?.value === 0) yield* sql`TRUNCATE idempotency_0`
  else yield* sql`TRUNCATE idempotency_1`
}
