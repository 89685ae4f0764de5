import type { Id } from './ids.ts'
import type { RateLimit } from './rate-limit.ts'

/**
 * - `active`: gets events
 * - `paused`: its owner switched it off
 * - `disabled`: Posthorn switched it off (the receiver answered 410, or failed for too long)
 * - `deleted`: gone; the row stays as a tombstone so that every node hears of it
 */
export type WebhookState = 'active' | 'paused' | 'disabled' | 'deleted'

/**
 * In one workspace. Every node keeps the catalogue in memory, and certificates are the largest part
 * of a webhook.
 */
export const mostWithTls = 100

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
  /** null: its profile's. */
  readonly rateLimit: RateLimit | null
  /** What its profile renders bodies with beside the event: JSON text that is set at creation and never changes. */
  readonly profileData: string | null
  /** What its owner adds to each request; null: nothing. */
  readonly customHeaders: SealedHeaders | null
  /** What its owner adds to its TLS connections; null: nothing. */
  readonly tls: SealedTls | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** The key, operator or portal that created it. */
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

export interface SealedHeaders {
  /** In the spelling and the order in which they are sent. */
  readonly names: readonly string[]
  /** Of a JSON list: name, value, name, value … */
  readonly sealed: string
}

export interface SealedTls {
  /** What it presents to receivers; null: nothing. */
  readonly clientCertificate: CertificateSummary | null
  /** What it trusts instead of the authorities that everybody trusts; empty: those. */
  readonly authorities: readonly CertificateSummary[]
  /** Of a {@link TlsMaterial} in JSON. */
  readonly sealed: string
}

/** What may be told of a certificate. */
export interface CertificateSummary {
  /** As in `CN=hooks, O=Acme`. */
  readonly subject: string
  /** SHA-256 in hex digits, by pairs with colons between them. */
  readonly fingerprint: string
  readonly expiresAtMs: number
}

/** PEM. Certificate and key are there together, or neither is. */
export interface TlsMaterial {
  readonly clientCertificate: string | null
  readonly clientKey: string | null
  readonly ca: string | null
}
