import type { SignatureScheme } from '../domain/signature-scheme.ts'

/** A profile that comes with Posthorn. */
export type BuiltInProfileName = 'standard' | 'encrata' | 'graph8' | 'endgrate'

/**
 * A profile of an operator's own: a built-in one, and what is said otherwise. What is left out is
 * as the built-in profile has it.
 */
export interface OwnProfile {
  /** What `/v1` calls it: lower-case letters, digits and hyphens. It stays with its webhooks, so it is not to be changed. */
  readonly name: string
  /** The built-in profile that it is made of: its API, its bodies, and all that is left out here. */
  readonly extends: BuiltInProfileName
  /** Where its API is: `/acme/v1`. Left out: it has none, and its webhooks are made through `/v1`. */
  readonly basePath?: string
  /** Its catalogue, in place of the built-in one's. */
  readonly eventTypes?: readonly (string | OwnEventType)[]
  /** True: its webhooks may ask for types of other profiles and of `/v1/event-types` too. */
  readonly openToAllTypes?: boolean
  /** True: a webhook may ask for `*`. */
  readonly acceptsAnyType?: boolean
  /** Another name for the header of the first signature. */
  readonly signatureHeader?: string
  /** How its deliveries are signed; each one is signed in all these ways. */
  readonly signatures?: readonly SignatureScheme[]
  /** What new secrets begin with; 64 hexadecimal digits follow. */
  readonly secretPrefix?: string
  /** True: who makes a webhook may bring its secret. */
  readonly acceptsSecret?: boolean
  /** Headers that tell of the event, by name. */
  readonly eventHeaders?: Readonly<Record<string, EventHeaderValue>>
  readonly userAgent?: string
  /** How long to wait before each retry: `['10s', '5m', '2h']`. An empty list: one attempt only. */
  readonly retry?: readonly string[]
  /** 0 to 1: by which share each delay is stretched or shrunk at random. */
  readonly retryJitter?: number
  /** What becomes of webhooks whose receivers fail. */
  readonly health?: OwnHealthRules
  /** For each webhook that has none of its own; null: none, which is what built-in profiles have. */
  readonly rateLimit?: OwnRateLimit | null
  /** For one attempt, from looking up the address to the last byte of the answer. */
  readonly timeoutMs?: number
  /** Active webhooks in one workspace; null: no limit. */
  readonly maxActiveWebhooks?: number | null
  /** True: plain HTTP is refused even where `allowHttp` is set, loopback excepted. */
  readonly requiresHttps?: boolean
  /** For its API; null: as the server is set. */
  readonly requestLimits?: OwnRequestLimits | null
  /** What the test button sends; null: the webhook's first type with its example. */
  readonly testEvent?: OwnTestEvent | null
  /** What the built-in profile takes in the field of its name. */
  readonly options?: object
}

export interface OwnEventType {
  /** Segments of letters, digits and `_`, joined by full stops: `invoice.paid`. */
  readonly name: string
  readonly description?: string
  /** A JSON Schema (2020-12) that `data` has to fit when an event of this type is published. */
  readonly schema?: object
  /** An example of `data`, which the test button sends. */
  readonly example?: object
}

/** The event's type, or its id, which is the same in every attempt. */
export const eventHeaderValues = ['type', 'id'] as const
export type EventHeaderValue = (typeof eventHeaderValues)[number]

/** What is left out is as the built-in profile has it. */
export interface OwnHealthRules {
  /**
   * How far a `Retry-After` with a 429 or 503 may put a retry off: not at all, to the next delay of
   * the schedule, or to a delay such as `'6h'`.
   */
  readonly retryAfter?: 'ignored' | 'next-step' | (string & {})
  /** True: after ten failures in a row a webhook is sent one delivery at a time, until one arrives. */
  readonly breaker?: boolean
  /** True: an answer of 410 disables the webhook. */
  readonly disablesWhenGone?: boolean
  /** Days of nothing but failure that disable a webhook, 1 to 365; null: it is never disabled for that. */
  readonly disablesAfterDays?: number | null
}

/** What is beyond it waits; nothing is dropped. */
export interface OwnRateLimit {
  /** Deliveries a second in the long run, 0.01 to 10000. */
  readonly perSecond: number
  /** Deliveries at once after a rest; `perSecond`, rounded up, unless told. */
  readonly burst?: number
}

export interface OwnRequestLimits {
  readonly countedBy: 'key' | 'workspace'
  /** The shortest first. */
  readonly windows: readonly OwnRequestWindow[]
}

export interface OwnRequestWindow {
  readonly requests: number
  readonly seconds: number
  /** The header that tells `requests`; `X-RateLimit-Limit` unless told. */
  readonly limitHeader?: string
}

export interface OwnTestEvent {
  readonly type: string
  readonly data: object
}

/**
 * Gives an editor the types of a profile in `posthorn.config.ts`.
 *
 *     import { defineConfig, defineProfile } from 'posthorn/config'
 *
 *     const acme = defineProfile({
 *       name: 'acme',
 *       extends: 'standard',
 *       basePath: '/acme/v1',
 *       eventTypes: ['invoice.paid'],
 *       signatureHeader: 'X-Acme-Signature',
 *     })
 *
 *     export default defineConfig({ profiles: [acme] })
 */
export function defineProfile(profile: OwnProfile): OwnProfile {
  return profile
}
