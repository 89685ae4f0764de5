import type { Event, Idempotency } from '../domain/event.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { JournalOutcome } from '../stores/journal-store.ts'

/** An event on its way into the journal. */
export interface PendingPublish {
  readonly event: Event
  readonly idempotency: Idempotency | null
  /** Its place in the inbox; null: it was handed in by a publisher. */
  readonly inboxSeq: number | null
  /** The one webhook that a test goes to; null: all that want the event. */
  readonly only: Webhook | null
  /**
   * Called once. `unavailable`: not written, or perhaps written; the repeat is safe with a key.
   * `refused`: one of the inbox that the store refuses every time, while it takes others.
   */
  done(outcome: PublishOutcome): void
}

export type PublishOutcome =
  | Exclude<JournalOutcome, { readonly kind: 'later' }>
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'refused'; readonly reason: string }
