import { sql, type Operation } from './query.ts'

const dayMs = 24 * 60 * 60 * 1000

/**
 * Empties the older generation of keys and lets it take the new ones. What the younger one holds
 * stays until the next turn, so a key lives for one day at least and two at most.
 */
export function* turnIdempotency(nowMs: number): Operation<void> {
  const [turned] = yield* sql`
    UPDATE meta SET value = ${nowMs}
    WHERE key = 'idempotency_turned_at_ms' AND value <= ${nowMs - dayMs} RETURNING value`
  if (turned === undefined) return
  const [current] = yield* sql<{ value: number }>`
    UPDATE meta SET value = 1 - value WHERE key = 'idempotency_generation' RETURNING value`
  if (current?.value === 0) yield* sql`DELETE FROM idempotency_0`
  else yield* sql`DELETE FROM idempotency_1`
}
