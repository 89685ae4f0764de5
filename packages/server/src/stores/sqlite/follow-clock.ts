import { sql, type Operation } from '../operations/query.ts'

/** Clocks are put right by fractions of a second all the time, and nothing waits that exactly. */
const leastMs = 1000

/**
 * What waits for its time waits by the wall clock. Where that was put back since this node's last
 * heartbeat, a retry that was a minute away would be days away; so everything that waits is brought
 * forward by as much. It is what the heartbeats show, so it holds over a restart as well, and comes
 * out late by the time between two of them at the most. (What was scheduled between the two, by the
 * new time already, comes early.)
 *
 * A clock that was put forward needs nothing: what falls due is taken a piece at a time.
 */
export function* followClock(node: number, nowMs: number): Operation<void> {
  const [last] = yield* sql<{ atMs: number }>`
    SELECT heartbeat_at_ms AS atMs FROM nodes WHERE id = ${node}`
  const backMs = (last?.atMs ?? nowMs) - nowMs
  if (backMs < leastMs) return
  yield* sql`
    UPDATE queue SET due_at_ms = due_at_ms - ${backMs} WHERE state = 2 AND due_at_ms > ${nowMs}`
  yield* sql`
    UPDATE profile_records SET due_at_ms = due_at_ms - ${backMs} WHERE due_at_ms > ${nowMs}`
}
