import type { DatabaseSync } from 'node:sqlite'
import type { HealthChange } from '../../domain/health.ts'
import { noAttempt, readAttempt } from './attempt-frame.ts'
import { settlementKind } from './commit-frame.ts'
import type { FrameReader } from './frame.ts'
import type { Holder } from '../operations/nodes.ts'
import { recordHealth } from '../operations/webhook-health.ts'
import { createOperationRunner } from './run-operation.ts'

const attemptColumns = `outcome, started_at_ms, duration_ms, response_status, truncated,
  retry_after, error, request_headers, response_headers, response_body`
const ofOurs = `WHERE id = ? AND workspace_id = ? AND state = 0 AND owner = ? AND epoch = ?`

/**
 * Writes one settlement of a frame. Each first statement matches the holder: a row that somebody
 * else has taken over is left alone, and nothing is written for it.
 */
export function createSettle(
  db: DatabaseSync,
  { node, epoch }: Holder,
): (frame: FrameReader) => void {
  const insertFinished = db.prepare(
    `INSERT INTO deliveries
       (id, workspace_id, event_id, webhook_id, retry_of, status, attempts, finished_at_ms, reason,
        ${attemptColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const deleteFinished = db.prepare(`DELETE FROM queue ${ofOurs}`)
  // The count of attempts keeps a repeat, after a commit of unknown outcome, from counting twice.
  const schedule = db.prepare(
    `UPDATE queue SET state = 2, owner = NULL, epoch = NULL, attempts = ?, due_at_ms = ?
     ${ofOurs} AND attempts < ?`,
  )
  const insertAttempt = db.prepare(
    `INSERT INTO attempts (delivery_id, workspace_id, number, ${attemptColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertBody = db.prepare(
    `INSERT INTO bodies (delivery_id, workspace_id, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const run = createOperationRunner(db)
  const park = db.prepare(`UPDATE queue SET state = 1, owner = NULL, epoch = NULL ${ofOurs}`)

  function finish(frame: FrameReader, id: Uint8Array, workspaceId: Uint8Array): void {
    const eventId = frame.idBytes()
    const webhookId = frame.idBytes()
    const retryOf = frame.optionalBytes()
    const status = frame.number()
    const attempts = frame.number()
    const finishedAtMs = frame.number()
    const reason = frame.optionalText()
    const attempt = frame.number() === 0 ? noAttempt : readAttempt(frame)
    const health = frame.optionalText()
    const { changes } = deleteFinished.run(id, workspaceId, node, epoch)
    if (changes === 0) return
    insertFinished.run(
      id,
      workspaceId,
      eventId,
      webhookId,
      retryOf,
      status,
      attempts,
      finishedAtMs,
      reason,
      ...attempt,
    )
    if (health !== null) noteHealth(health)
  }

  function retry(frame: FrameReader, id: Uint8Array, workspaceId: Uint8Array): void {
    const number = frame.number()
    const dueAtMs = frame.number()
    const body = frame.optionalBytes()
    const attempt = readAttempt(frame)
    const health = frame.optionalText()
    const { changes } = schedule.run(number, dueAtMs, id, workspaceId, node, epoch, number)
    if (changes === 0) return
    insertAttempt.run(id, workspaceId, number, ...attempt)
    if (body !== null) insertBody.run(id, workspaceId, body)
    if (health !== null) noteHealth(health)
  }

  /** @param text - written by `encodeBatch` from a {@link HealthChange} */
  function noteHealth(text: string): void {
    run(recordHealth(JSON.parse(text) as HealthChange))
  }

  return (frame) => {
    const kind = frame.number()
    const id = frame.idBytes()
    const workspaceId = frame.idBytes()
    if (kind === settlementKind.finish) finish(frame, id, workspaceId)
    else if (kind === settlementKind.retry) retry(frame, id, workspaceId)
    else park.run(id, workspaceId, node, epoch)
  }
}
