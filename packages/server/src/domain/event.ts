import type { Id } from './ids.ts'

/** In characters. */
export const longestSubject = 256

/** Something that happened, published once. `data` is the JSON object in the very bytes that came. */
export interface Event {
  readonly id: Id
  readonly workspaceId: Id
  readonly type: string
  readonly data: Uint8Array
  /** Empty: the event carries no channel. */
  readonly channels: readonly string[]
  /** Whom it is about, as the publisher labels it; all that bears one label can be erased at once. */
  readonly subject: string | null
  /** When it happened, as the publisher says; otherwise when it was accepted. */
  readonly occurredAtMs: number
  readonly acceptedAtMs: number
  /** Made by a webhook's test button: goes to that webhook alone, in one attempt. */
  readonly isTest: boolean
}

/**
 * An event that Posthorn or its product raises by changing something. It is written with the change,
 * in one transaction, so that it happened exactly if the change did.
 */
export interface RaisedEvent extends Event {
  readonly isTest: false
}

/** How many containers deep `data` may be. */
export const maxDataDepth = 64

/** What was raised unchecked and turned out not to fit. It goes to nobody. */
export interface RejectedEvent extends RaisedEvent {
  /** A sentence that says what is wrong with it. */
  readonly reason: string
}

/** Makes the repeat of a publish safe: same key and fingerprint, same answer. */
export interface Idempotency {
  /** 16 bytes, a hash of workspace and key. */
  readonly key: Uint8Array
  /** 16 bytes, a hash of everything that was published under the key. */
  readonly fingerprint: Uint8Array
}
