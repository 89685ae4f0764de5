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

/** What it is exactly, for profiles that have words of their own for it. */
export type ErrorReason =
  | 'missing_key'
  | 'unknown_path'
  | 'active_limit'
  | 'https_required'
  | 'unknown_event_type'
  | 'link_unknown'
  | 'link_used'
  | 'link_expired'
  | 'link_revoked'
  | 'portal_session_ended'
  | 'missing_capability'

/** Where a request is not of the form that is asked for, for profiles that tell it in a form of their own. */
export interface SchemaMisfit {
  readonly part: 'body' | 'query'
  /**
   * From the root of that part to the field at fault; a missing field is named. Of a body that is no
   * JSON at all: the offset of the byte where it stops being so.
   */
  readonly path: readonly (string | number)[]
  /**
   * The JSON Schema keyword that does not hold: `required`, `type`, `minItems` …; `json` where the
   * body is no JSON.
   */
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  /** Follows the field's name: `has to be a string`. */
  readonly problem: string
}

export interface ErrorContext {
  /** The field at fault, as the caller spells it: `events[2].data`. */
  readonly field?: string
  /** What was found there. Never a secret, and never long. */
  readonly value?: string | number | boolean | null
  /** The number that must not be exceeded, where `reason` is one. */
  readonly limit?: number
  /** When to try again. */
  readonly retryAfterS?: number
  readonly reason?: ErrorReason
  /** What a `not_found` is about, in a word: `webhook`. */
  readonly missing?: string
  readonly misfits?: readonly SchemaMisfit[]
  readonly cause?: unknown
}

/** A refusal that the caller is told about. `message` is a sentence that says what to do. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: ErrorCode
  readonly field: string | null
  /** undefined: not told. */
  readonly value: string | number | boolean | null | undefined
  readonly limit: number | null
  readonly retryAfterS: number | null
  readonly reason: ErrorReason | null
  /** null: nothing that has a name, such as a path. */
  readonly missing: string | null
  /** Empty unless the form of the body or the query was refused. */
  readonly misfits: readonly SchemaMisfit[]

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? {} : { cause: context.cause })
    this.code = code
    this.field = context.field ?? null
    this.value = context.value
    this.limit = context.limit ?? null
    this.retryAfterS = context.retryAfterS ?? null
    this.reason = context.reason ?? null
    this.missing = context.missing ?? null
    this.misfits = context.misfits ?? []
  }
}

/** What was thrown, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
