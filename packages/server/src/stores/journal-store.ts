import type { Event, Idempotency } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { Settlement } from '../domain/settlement.ts'

/**
 * Events as they are accepted, and deliveries as they end. Nothing here may get slower as backlog
 * or history grows.
 */
export interface JournalStore {
  /** Publishes and settlements of one moment, in one transaction, durable when it resolves. */
  commit(batch: CommitBatch): Promise<CommitResult>
  /** After a commit of unknown outcome: which of these events are in the journal. */
  findJournaled(eventIds: readonly Id[]): Promise<Set<Id>>
}

export interface CommitBatch {
  /** The version of the catalogue that `publishes` were fanned out with; compared if there are any. */
  readonly catalogVersion: number
  readonly publishes: readonly JournalEntry[]
  readonly settlements: readonly Settlement[]
}

export interface JournalEntry {
  readonly event: Event
  readonly idempotency: Idempotency | null
  readonly targets: readonly JournalTarget[]
  /**
   * Where it waited in the inbox: the row is deleted in the transaction that journals the event, and
   * an entry whose row is gone is a duplicate. null: it was handed in by a publisher.
   */
  readonly inboxSeq: number | null
}

export interface JournalTarget {
  readonly deliveryId: Id
  readonly webhookId: Id
  readonly laneId: Id
  /**
   * - `held`: in this node's memory from the start
   * - `parked`: waits for its lane
   * - `in-line`: waits for its lane, which one node at a time sends for, in the order of commits;
   *   only where the store is shared
   */
  readonly state: 'held' | 'parked' | 'in-line'
}

export type CommitResult =
  | {
      readonly kind: 'committed'
      /** One for each publish, in order. */
      readonly outcomes: readonly JournalOutcome[]
    }
  /** The catalogue has changed: nothing was written. Refresh, fan out again, commit again. */
  | { readonly kind: 'stale-catalog' }

export type JournalOutcome =
  | { readonly kind: 'accepted' }
  /** It is in the journal already, as this event: its key was used before, or its inbox row is gone. */
  | { readonly kind: 'duplicate'; readonly eventId: Id }
  /** The key was used before for something else. */
  | { readonly kind: 'conflict' }
  /** Another node has what was raised before it, and its lane is ordered: nothing was written. */
  | { readonly kind: 'later' }
