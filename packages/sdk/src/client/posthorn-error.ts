import type { Error as ErrorAnswer } from './api-types.ts'

export type PosthornErrorCode =
  /** Of the API: what the server refused, or why it failed. */
  | ErrorAnswer['error']['code']
  /** No answer came, or not a whole one; `cause` says why. */
  | 'network_error'
  /** No answer came within `timeoutMs`. */
  | 'timeout'
  /** Something answered, but not as Posthorn does: a proxy, or another server. */
  | 'unexpected_answer'
  // A newer server may have codes that this version has not heard of.
  | (string & {})

export interface PosthornErrorContext {
  readonly status?: number | undefined
  readonly field?: string | undefined
  readonly reason?: string | undefined
  readonly requestId?: string | undefined
  readonly retryAfterS?: number | undefined
  readonly cause?: unknown
}

/** What every failed call rejects with. `message` is a sentence that says what to do. */
export class PosthornError extends Error {
  override readonly name = 'PosthornError'
  readonly code: PosthornErrorCode
  /** The status of the answer; undefined when none came. */
  readonly status: number | undefined
  /** The field at fault, as the request spells it: `events[2].data`. */
  readonly field: string | undefined
  /** Which of several things that have one code, where portals are concerned: `link_used`. */
  readonly reason: string | undefined
  /** Names this request in the server's log. */
  readonly requestId: string | undefined
  /** How many seconds to wait before the next try, if the server said so. */
  readonly retryAfterS: number | undefined

  constructor(code: PosthornErrorCode, message: string, context: PosthornErrorContext = {}) {
    super(message, context.cause === undefined ? {} : { cause: context.cause })
    this.code = code
    this.status = context.status
    this.field = context.field
    this.reason = context.reason
    this.requestId = context.requestId
    this.retryAfterS = context.retryAfterS
  }
}

/** The error that an answer tells of. */
export function errorOfAnswer({ status, headers }: Response, answer: unknown): PosthornError {
  const { code, message, reason, details } = errorIn(answer)
  const context = {
    status,
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfterS: readRetryAfterS(headers.get('retry-after')),
  }
  if (typeof code === 'string' && typeof message === 'string') {
    return new PosthornError(code, message, { ...context, reason, field: details?.field })
  }
  return new PosthornError(
    'unexpected_answer',
    `The answer, of status ${status}, is not Posthorn’s. Is \`url\` the server’s address?`,
    context,
  )
}

function errorIn(answer: unknown): Partial<ErrorAnswer['error']> {
  // Read field by field: whatever stands between client and server answers as it likes.
  return (answer as Partial<ErrorAnswer> | null | undefined)?.error ?? {}
}

/** Seconds, or a date, which proxies prefer. */
function readRetryAfterS(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}
