import type { Event } from './event.ts'
import type { Id } from './ids.ts'
import type { AttemptOutcome } from './outcome.ts'

export type DeliveryStatus = 'pending' | 'success' | 'failed' | 'canceled'
export type FinalStatus = Exclude<DeliveryStatus, 'pending'>

/** One event on its way to one webhook, in the hands of the engine. */
export interface HeldDelivery {
  readonly id: Id
  readonly event: Event
  readonly webhookId: Id
  readonly laneId: Id
  /** Attempts made so far. */
  readonly attempts: number
  /** The bytes that the first attempt sent, kept from the first failure on; null before. */
  readonly body: Uint8Array | null
  /** The finished delivery that this one repeats. */
  readonly retryOf: Id | null
  /**
   * Its place in a lane that one of several nodes sends for. Those without one come first, and among
   * them the order is that of the ids.
   */
  readonly laneSeq?: number
}

/** What is remembered of one HTTP request. */
export interface AttemptRecord {
  /** 1 for the first. */
  readonly number: number
  readonly startedAtMs: number
  readonly durationMs: number
  /** As sent: `name: value` lines; null when no request was made. */
  readonly requestHeaders: string | null
  readonly outcome: AttemptOutcome
}
