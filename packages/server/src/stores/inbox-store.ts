import type { Idempotency, RaisedEvent } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'

/** Events that were published within somebody else's transaction, until they are journaled. */
export interface InboxStore {
  /**
   * Raised events that wait to be journaled, oldest first; `after` (0: from the oldest) pages on.
   * Where several nodes read, each has workspaces of its own, and gets those of others only when
   * they have waited for long.
   */
  readInbox(after: number, limit: number): Promise<InboxEntry[]>
  /**
   * Takes an event out of the inbox, if it is there (still), and keeps it with what is wrong with it.
   * Repeated, it changes nothing.
   */
  rejectRaised(entry: InboxEntry, reason: string): Promise<void>
  /**
   * Raises an event within the transaction that a caller's own connection is in: it is there exactly
   * when that commits. What the connection throws is thrown. A TypeError says that `client` is none
   * that this store can use.
   */
  raiseWithin(client: unknown, raised: Raised): Promise<RaiseOutcome>
}

export interface InboxEntry extends Raised {
  /** The order in which the changes wrote. A number may be given again once its row is gone. */
  readonly seq: number
  /** False: it was raised by SQL, and nobody has looked at its type and data yet. */
  readonly isChecked: boolean
}

export interface Raised {
  readonly event: RaisedEvent
  readonly idempotency: Idempotency | null
}

/** `conflict`: the key was used before for something else. Only `raised` has written anything. */
export type RaiseOutcome =
  | { readonly kind: 'raised' }
  | { readonly kind: 'duplicate'; readonly eventId: Id }
  | { readonly kind: 'conflict' }
