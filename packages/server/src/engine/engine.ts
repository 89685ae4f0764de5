import type { HeldDelivery } from '../domain/delivery.ts'
import type { Erasure } from '../domain/erasure.ts'
import type { RequestError } from '../domain/errors.ts'
import type { Idempotency, RaisedEvent } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { Finish } from '../domain/settlement.ts'
import type { Catalog } from './catalog.ts'

/** The way of an event: publish, fan out, journal, dispatch, attempt, settle, wake. */
export interface Engine {
  /** Workspaces, webhooks, event types and keys, in memory. */
  readonly catalog: Catalog
  /** Takes over what a predecessor left and begins to send. */
  start(): Promise<void>
  /**
   * Publishes events; one result for each, in order, once all of them are durable.
   * The requests' `data` has passed the strict scanner.
   */
  publish(requests: readonly PublishRequest[]): Promise<PublishResult[]>
  /**
   * Checks an event as {@link publish} does and gives it its id, to be raised in a transaction that
   * is somebody else's. Throws the RequestError that says what is wrong.
   */
  prepare(request: PublishRequest): RaisedEvent
  /** Sends a test event to one webhook, in one attempt, and answers when that has ended. */
  sendTest(request: TestRequest): Promise<Finish>
  /** Reads what changed in the catalogue. Call it after a change, before answering. */
  refreshCatalog(): Promise<void>
  /** Events were raised: journal them now. What other nodes raised is found within a second or so. */
  wakeInbox(): void
  /** An event was raised in a transaction that may commit at any moment: look often for a while. */
  expectRaised(): void
  /**
   * Parked deliveries were added to this lane, or one that it waits for has ended in the store: an
   * ordered lane goes on only when it is told.
   */
  wakeLane(laneId: Id): void
  /** A scheduled delivery may be due at this time. */
  wakeAt(dueAtMs: number): void
  /** Everything about a subject is being erased: what is held of it is not sent any more. */
  noteErasure(erasure: Pick<Erasure, 'id' | 'workspaceId' | 'subject'>): void
  /** Live traffic takes all that this process can do: what can wait should. */
  readonly isBehind: boolean
  /** Since when every attempt of this webhook has failed; null: the latest one did not. */
  failingSinceMs(webhookId: Id): number | null
  /** What this node holds in memory for a lane, oldest first; it may be in no listing of the store. */
  heldInLane(laneId: Id): readonly HeldDelivery[]
  /** False once it is stopping, and while the store does not answer. */
  isReady(): boolean
  /** In a sentence for operators; null while it is ready. */
  whyNotReady(): string | null
  /**
   * Accepts nothing more, finishes attempts that are on the wire (for at most `graceMs`), gives the
   * rest back to the store. Nothing is lost; an attempt that is cut off is made again.
   */
  stop(graceMs: number): Promise<void>
}

export interface PublishRequest {
  readonly workspaceId: Id
  readonly type: string
  /** A JSON object in the bytes that came. */
  readonly data: Uint8Array
  readonly channels: readonly string[]
  /** Whom it is about; null: nobody says. */
  readonly subject: string | null
  /** null: now. */
  readonly occurredAtMs: number | null
  readonly idempotency: Idempotency | null
}

export interface TestRequest {
  readonly webhookId: Id
  readonly type: string
  readonly data: Uint8Array
}

export type PublishResult =
  | {
      readonly kind: 'accepted'
      /** For a duplicate: the first publish's event. */
      readonly eventId: Id
      readonly duplicate: boolean
    }
  /** Nothing was written, or, with code `unavailable`, perhaps something: the repeat is safe with a key. */
  | { readonly kind: 'refused'; readonly error: RequestError }
