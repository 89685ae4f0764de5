import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Puts this many parked deliveries of the webhooks that want `type` into the database of a stopped
 * server, each with an event of its own that is some days old.
 */
export function seedParked(dataDir: string, type: string, count: number): void {
  const database = new DatabaseSync(join(dataDir, 'posthorn.sqlite'))
  try {
    const acceptedAtMs = Date.now() - 3 * 24 * 60 * 60 * 1000
    // UUIDs of version 7, in order; deliveries differ from their events in the variant's digit.
    const idOf = (digit: string): string =>
      `unhex(printf('%012x', ${acceptedAtMs} + n) || '7000' || '${digit}' || printf('%015x', n))`
    database.exec('PRAGMA synchronous = OFF; BEGIN')
    const numbers = `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})`
    const webhook = `(SELECT id, workspace_id, lane_id FROM webhooks WHERE event_types = ?)`
    database
      .prepare(
        `${numbers} INSERT INTO events
           (id, workspace_id, type, occurred_at_ms, accepted_at_ms, is_test, data)
         SELECT ${idOf('8')}, w.workspace_id, ?, ${acceptedAtMs}, ${acceptedAtMs}, 0,
           CAST('{"n":' || n || '}' AS BLOB)
         FROM ${webhook} w, numbers`,
      )
      .run(type, JSON.stringify([type]))
    database
      .prepare(
        `${numbers} INSERT INTO queue
           (id, workspace_id, event_id, webhook_id, lane_id, state)
         SELECT ${idOf('9')}, w.workspace_id, ${idOf('8')}, w.id, w.lane_id, 1
         FROM ${webhook} w, numbers`,
      )
      .run(JSON.stringify([type]))
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}
