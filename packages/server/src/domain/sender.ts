import type { AttemptOutcome } from './outcome.ts'
import type { TlsMaterial } from './webhook.ts'

/** One HTTP POST that is to leave the house. */
export interface OutgoingRequest {
  /** Absolute and normalised, as `parseTarget` gave it. */
  readonly url: string
  /** Flat list: name, value, name, value … in the exact case that goes on the wire. */
  readonly headers: readonly string[]
  readonly body: Uint8Array
  /** From now until the last byte that is waited for. */
  readonly timeoutMs: number
  /**
   * How much of the body of a success is kept, at most {@link mostAnswerBytes}: for an answer that
   * is there to be read. Absent: as much as a log entry needs.
   */
  readonly maxAnswerBytes?: number
  /** What the connection is made with; shared by those requests alone that come with the same. */
  readonly tls?: ConnectionTls
}

export interface ConnectionTls extends TlsMaterial {
  /** The same for the same material, and for no other. */
  readonly id: string
}

export const mostAnswerBytes = 8 * 1024 * 1024

/** The only way out. It never rejects: whatever happens is an outcome. */
export interface Sender {
  send(request: OutgoingRequest): Promise<AttemptOutcome>
  /** Ends what is under way as `unreachable` and closes every socket. */
  close(): Promise<void>
}
