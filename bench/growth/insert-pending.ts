import type { DatabaseSync } from 'node:sqlite'

import { prepareEvents, seededBody } from './seed-event.ts'
import type { SeedContext } from './seed-event.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** The code of a delivery that waits for its time, and of an attempt that was answered. */
const scheduled = 2
const answered = 0

/** Deliveries whose first attempt met a 500 within the last hour and whose next is due tomorrow. */
export function insertPending(database: DatabaseSync, context: SeedContext): (row: number) => void {
  const insertEvent = prepareEvents(database, { ...context, spanMs: hourMs })
  const queue = database.prepare(
    `INSERT INTO queue (id, workspace_id, event_id, webhook_id, lane_id, state, attempts, due_at_ms)
     VALUES (?, ?, ?, ?, ?, ${scheduled}, 1, ?)`,
  )
  const bodies = database.prepare(
    'INSERT INTO bodies (delivery_id, workspace_id, body) VALUES (?, ?, ?)',
  )
  const attempts = database.prepare(
    `INSERT INTO attempts (delivery_id, workspace_id, number, outcome, started_at_ms, duration_ms,
       response_status, truncated, error, request_headers, response_headers, response_body)
     VALUES (?, ?, 1, ${answered}, ?, 1.5, 500, 0, 'HTTP 500', '{}', '{}', ?)`,
  )
  const responseBody = Buffer.from('Internal Server Error')
  return (row) => {
    const { webhook, eventId, deliveryId, atMs } = insertEvent(row)
    const key = [deliveryId, webhook.workspaceId] as const
    queue.run(...key, eventId, webhook.id, webhook.laneId, atMs + dayMs)
    bodies.run(...key, seededBody)
    attempts.run(...key, atMs, responseBody)
  }
}
