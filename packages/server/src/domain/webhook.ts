import type { Id } from './ids.ts'

/**
 * - `active`: gets events
 * - `paused`: its owner switched it off
 * - `disabled`: Posthorn switched it off (the receiver answered 410, or failed for too long)
 * - `deleted`: gone; the row stays as a tombstone so that every node hears of it
 */
export type WebhookState = 'active' | 'paused' | 'disabled' | 'deleted'

export interface Webhook {
  readonly id: Id
  readonly workspaceId: Id
  /** The profile that renders, signs and retries its deliveries. */
  readonly profile: string
  readonly url: string
  readonly name: string | null
  readonly description: string
  /** Never empty. `*` stands for every type. */
  readonly eventTypes: readonly string[]
  /** Empty: takes events whatever their channels. Otherwise only those that carry one of these. */
  readonly channels: readonly string[]
  readonly state: WebhookState
  /** Why it is not active, in plain words; null while it is. */
  readonly stateReason: string | null
  /** The queue its deliveries stand in; its own id unless it shares one. */
  readonly laneId: Id
  /** True: its lane sends one delivery at a time, in order. All webhooks of a lane say the same. */
  readonly ordered: boolean
  /** Newest first; the first one is current, the others are still valid while they overlap. */
  readonly secrets: readonly SealedSecret[]
  /** Delays before each retry; null: its profile's. */
  readonly retryDelaysMs: readonly number[] | null
  /** What its profile renders bodies with beside the event: JSON text that is set at creation and never changes. */
  readonly profileData: string | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** The key or person that created it. */
  readonly createdBy: Id | null
}

export interface SealedSecret {
  readonly id: Id
  /** Ciphertext of the key ring, bound to the webhook's id. */
  readonly sealed: string
  readonly createdAtMs: number
  /** null: valid until it is replaced. */
  readonly expiresAtMs: number | null
  /** There when a newer secret was activated: this one is left to headers that list signatures. */
  readonly inListsOnly?: true
}
