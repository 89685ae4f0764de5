import type { Event } from './event.ts'
import type { HealthRules } from './health-rules.ts'
import type { Id } from './ids.ts'
import type { RateLimit } from './rate-limit.ts'
import type { RetrySchedule } from './retry-schedule.ts'
import type { SigningSecret } from './signature-scheme.ts'
import type { Webhook } from './webhook.ts'

/** What the engine knows of a profile: how its deliveries are rendered, signed and retried. */
export interface DeliveryProfile {
  readonly name: string
  /** The types that its webhooks can get, also those that ask for all of them; null: any. */
  readonly eventTypes: ReadonlySet<string> | null
  /** For one attempt, from the look-up of the address to the last byte of the answer. */
  readonly timeoutMs: number
  readonly retry: RetrySchedule
  /** Of each webhook that has none of its own; absent: none. */
  readonly rateLimit?: RateLimit
  readonly health: HealthRules
  /** In an ordered lane; absent: `ended`. */
  readonly orderedBlocksUntil?: OrderedBlocking
  /**
   * The body, in the bytes that are signed and sent. Reads only what never changes, so that the
   * same call gives the same bytes on any node at any time.
   */
  renderBody(event: Event, webhook: RenderedWebhook): Uint8Array
  /** Flat list of the headers, signatures included, made anew for each attempt. */
  renderHeaders(request: RenderedRequest): string[]
}

/**
 * How long a delivery keeps the next one of its ordered lane from starting:
 *
 * - `ended`: through all its retries
 * - `response`: until its first attempt was answered or has failed; its retries are made when they
 *   are due, between later deliveries, never beside one
 */
export type OrderedBlocking = 'response' | 'ended'

/** The part of a webhook that never changes. */
export type RenderedWebhook = Pick<Webhook, 'profileData'>

export interface RenderedRequest {
  readonly event: Event
  readonly deliveryId: Id
  readonly body: Uint8Array
  /** Unix seconds of this attempt. */
  readonly timestampS: number
  /** Newest first; never empty. */
  readonly secrets: readonly SigningSecret[]
}
