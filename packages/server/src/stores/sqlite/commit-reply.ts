import type { Id } from '../../domain/ids.ts'
import type { CommitResult, JournalOutcome } from '../journal-store.ts'

/**
 * What came of a batch. When every publish was accepted, which is nearly always, one word says so;
 * otherwise one answer each, with the id of the first event for a duplicate.
 */
export type CommitReply = 'all-accepted' | 'stale-catalog' | readonly PublishReply[]
export type PublishReply = 'accepted' | 'conflict' | { readonly duplicateOf: Id }

const accepted: JournalOutcome = { kind: 'accepted' }

export function resultOfReply(reply: CommitReply, publishes: number): CommitResult {
  if (reply === 'stale-catalog') return { kind: 'stale-catalog' }
  const outcomes =
    reply === 'all-accepted'
      ? Array.from<JournalOutcome>({ length: publishes }).fill(accepted)
      : reply.map(outcomeOfReply)
  return { kind: 'committed', outcomes }
}

function outcomeOfReply(reply: PublishReply): JournalOutcome {
  if (reply === 'accepted') return accepted
  return reply === 'conflict'
    ? { kind: 'conflict' }
    : { kind: 'duplicate', eventId: reply.duplicateOf }
}
