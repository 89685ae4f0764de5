import type { DatabaseSync } from 'node:sqlite'

import { prepareEvents } from './seed-event.ts'
import type { SeedContext } from './seed-event.ts'

const monthMs = 30 * 24 * 3_600_000
/** The code of success, and of an attempt that was answered; both are on disk and never change. */
const success = 1
const answered = 0

const requestHeaders = JSON.stringify({
  'content-type': 'application/json',
  'user-agent': 'Posthorn',
  'webhook-id': 'evt_00000000000000000000000000000000',
  'webhook-timestamp': '1700000000',
  'webhook-signature': `v1,${'A'.repeat(44)}`,
  'x-webhook-signature': 'a'.repeat(64),
  'x-event-type': 'bench.happened',
})
const responseHeaders = JSON.stringify({ 'content-type': 'text/plain', 'content-length': '2' })

/** Deliveries of the last month, each successful at its first attempt. */
export function insertFinished(
  database: DatabaseSync,
  context: SeedContext,
): (row: number) => void {
  const insertEvent = prepareEvents(database, { ...context, spanMs: monthMs })
  const insert = database.prepare(
    `INSERT INTO deliveries (id, workspace_id, event_id, webhook_id, status, attempts,
       finished_at_ms, outcome, started_at_ms, duration_ms, response_status, truncated,
       request_headers, response_headers, response_body)
     VALUES (?, ?, ?, ?, ${success}, 1, ?, ${answered}, ?, 1.5, 200, 0, ?, ?, ?)`,
  )
  const responseBody = Buffer.from('ok')
  return (row) => {
    const { webhook, eventId, deliveryId, atMs } = insertEvent(row)
    insert.run(
      deliveryId,
      webhook.workspaceId,
      eventId,
      webhook.id,
      atMs + 2,
      atMs,
      requestHeaders,
      responseHeaders,
      responseBody,
    )
  }
}
