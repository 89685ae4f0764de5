import type { DatabaseSync } from 'node:sqlite'
import { idOfBytes } from '../operations/id-bytes.ts'
import { queueState } from '../codes.ts'
import type { Holder } from '../operations/nodes.ts'
import { notFromInbox } from './commit-frame.ts'
import type { CommitReply, PublishReply } from './commit-reply.ts'
import { FrameReader, type Frame } from './frame.ts'
import { createIdempotency, type KeyUse, type UseKey } from './idempotency.ts'
import { createSettle } from './settle.ts'

export interface Journal {
  /** Reads a frame of `encodeBatch` and writes it. To be called within a transaction. */
  commit(frame: Frame): CommitReply
}

/** The statements that every event passes through, prepared once for a connection. */
export function createJournal(db: DatabaseSync, holder: Holder): Journal {
  const readVersion = db.prepare(`SELECT value FROM meta WHERE key = 'catalog_version'`)
  const insertEvent = db.prepare(
    `INSERT INTO events
       (id, workspace_id, type, occurred_at_ms, accepted_at_ms, is_test, channels, subject, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertHeld = db.prepare(
    `INSERT INTO queue (id, workspace_id, event_id, webhook_id, lane_id, state, owner, epoch)
     VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
  )
  const insertParked = db.prepare(
    `INSERT INTO queue (id, workspace_id, event_id, webhook_id, lane_id, state)
     VALUES (?, ?, ?, ?, ?, 1)`,
  )
  // A number may be given again once its row is gone, so the event has to be the same one, too.
  const takeFromInbox = db.prepare('DELETE FROM inbox WHERE seq = ? AND event_id = ?')
  const keysOfBatch = createIdempotency(db)
  const settle = createSettle(db, holder)
  const { node, epoch } = holder

  /** What its inbox row and its idempotency key, where it has them, say of an event. */
  function admit(frame: FrameReader, id: Uint8Array, useKey: UseKey): KeyUse {
    const inboxSeq = frame.number()
    const key = frame.optionalBytes()
    const fingerprint = key === null ? null : frame.bytes()
    const isGone = inboxSeq !== notFromInbox && takeFromInbox.run(inboxSeq, id).changes === 0
    if (isGone) return { eventId: id }
    return key === null || fingerprint === null ? 'accepted' : useKey(key, fingerprint, id)
  }

  function publish(frame: FrameReader, useKey: UseKey): PublishReply {
    const id = frame.idBytes()
    const workspaceId = frame.idBytes()
    const type = frame.text()
    const occurredAtMs = frame.number()
    const acceptedAtMs = frame.number()
    const isTest = frame.number()
    const channels = frame.optionalText()
    const subject = frame.optionalText()
    const data = frame.bytes()
    const reply = admit(frame, id, useKey)
    const targets = frame.number()
    if (reply !== 'accepted') {
      for (let n = 0; n < targets; n++) skipTarget(frame)
      return reply === 'conflict' ? reply : { duplicateOf: idOfBytes(reply.eventId) }
    }
    insertEvent.run(
      id,
      workspaceId,
      type,
      occurredAtMs,
      acceptedAtMs,
      isTest,
      channels,
      subject,
      data,
    )
    for (let n = 0; n < targets; n++) {
      const deliveryId = frame.idBytes()
      const webhookId = frame.idBytes()
      const laneId = frame.idBytes()
      if (frame.number() === queueState.held) {
        insertHeld.run(deliveryId, workspaceId, id, webhookId, laneId, node, epoch)
      } else insertParked.run(deliveryId, workspaceId, id, webhookId, laneId)
    }
    return 'accepted'
  }

  return {
    commit(encoded) {
      const frame = new FrameReader(encoded)
      const catalogVersion = frame.number()
      const publishes = frame.number()
      if (publishes > 0 && readVersion.get()?.['value'] !== catalogVersion) return 'stale-catalog'
      const useKey = keysOfBatch()
      const replies: PublishReply[] = []
      let allAccepted = true
      for (let left = publishes; left > 0; left--) {
        const reply = publish(frame, useKey)
        if (reply !== 'accepted') allAccepted = false
        replies.push(reply)
      }
      for (let left = frame.number(); left > 0; left--) settle(frame)
      return allAccepted ? 'all-accepted' : replies
    },
  }
}

function skipTarget(frame: FrameReader): void {
  frame.idBytes()
  frame.idBytes()
  frame.idBytes()
  frame.number()
}
