import type { HealthChange } from '../../domain/health.ts'
import type { Settlement } from '../../domain/settlement.ts'
import { queueState, statusCode } from '../codes.ts'
import { bytesOfId } from '../operations/id-bytes.ts'
import type { CommitBatch, JournalEntry } from '../journal-store.ts'
import { writeAttempt } from './attempt-frame.ts'
import { FrameWriter, type Frame } from './frame.ts'

/** How the kinds of settlements are numbered in a frame. */
export const settlementKind = { finish: 0, retry: 1, park: 2 } as const

/** Stands for an entry that did not wait in the inbox; a row there has a greater number. */
export const notFromInbox = 0

/** A batch in the order in which the writer thread reads it: see `journal.ts`. */
export function encodeBatch(batch: CommitBatch): Frame {
  const frame = new FrameWriter()
  frame.number(batch.catalogVersion)
  frame.number(batch.publishes.length)
  for (const entry of batch.publishes) writeEntry(frame, entry)
  frame.number(batch.settlements.length)
  for (const settlement of batch.settlements) writeSettlement(frame, settlement)
  return frame.finish()
}

function writeEntry(frame: FrameWriter, entry: JournalEntry): void {
  const { event, idempotency, targets, inboxSeq } = entry
  frame.id(event.id)
  frame.id(event.workspaceId)
  frame.text(event.type)
  frame.number(event.occurredAtMs)
  frame.number(event.acceptedAtMs)
  frame.number(event.isTest ? 1 : 0)
  frame.text(event.channels.length === 0 ? null : JSON.stringify(event.channels))
  frame.text(event.subject)
  frame.bytes(event.data)
  frame.number(inboxSeq ?? notFromInbox)
  frame.bytes(idempotency === null ? null : idempotency.key)
  if (idempotency !== null) frame.bytes(idempotency.fingerprint)
  frame.number(targets.length)
  for (const target of targets) {
    frame.id(target.deliveryId)
    frame.id(target.webhookId)
    frame.id(target.laneId)
    frame.number(target.state === 'held' ? queueState.held : queueState.parked)
  }
}

function writeSettlement(frame: FrameWriter, settlement: Settlement): void {
  const { delivery } = settlement
  frame.number(settlementKind[settlement.kind])
  frame.id(delivery.id)
  frame.id(delivery.event.workspaceId)
  switch (settlement.kind) {
    case 'finish':
      frame.id(delivery.event.id)
      frame.id(delivery.webhookId)
      frame.bytes(delivery.retryOf === null ? null : bytesOfId(delivery.retryOf))
      frame.number(statusCode[settlement.status])
      frame.number(settlement.attempts)
      frame.number(settlement.finishedAtMs)
      frame.text(settlement.reason)
      frame.number(settlement.attempt === null ? 0 : 1)
      if (settlement.attempt !== null) writeAttempt(frame, settlement.attempt)
      writeHealth(frame, settlement.health)
      break
    case 'retry':
      frame.number(settlement.attempt.number)
      frame.number(settlement.dueAtMs)
      frame.bytes(delivery.body === null ? settlement.body : null)
      writeAttempt(frame, settlement.attempt)
      writeHealth(frame, settlement.health)
      break
    case 'park':
      break
  }
}

/** JSON, because there is seldom any. */
function writeHealth(frame: FrameWriter, change: HealthChange | undefined): void {
  frame.text(change === undefined ? null : JSON.stringify(change))
}
