/** What can be wrong with a request, apart from how a profile spells it on the wire. */
export type ErrorCode =
  | 'validation_error'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'unavailable'
  | 'internal_error'

export interface ErrorContext {
  /** The field at fault, as the caller spells it: `events[2].data`. */
  readonly field?: string
  /** What was found there. Never a secret, and never long. */
  readonly value?: string | number | boolean | null
  /** When to try again. */
  readonly retryAfterS?: number
  readonly cause?: unknown
}

/** A refusal that the caller is told about. `message` is a sentence that says what to do. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: ErrorCode
  readonly field: string | null
  /** undefined: not told. */
  readonly value: string | number | boolean | null | undefined
  readonly retryAfterS: number | null

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? {} : { cause: context.cause })
    this.code = code
    this.field = context.field ?? null
    this.value = context.value
    this.retryAfterS = context.retryAfterS ?? null
  }
}
