/**
 * How an attempt ended. A receiver that fails is an outcome, never an exception.
 *
 * `answered` means that status and headers came before the deadline; whatever the body did after
 * that (endless, cut off, dripping) is told by `truncated`.
 */
export type AttemptOutcome =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** `name: value` lines, bounded; empty on success, where nobody asks for them. */
      readonly headers: string
      /** The first bytes: at most 1 KiB of a 2xx (or as the request says), 16 KiB of anything else. */
      readonly body: Uint8Array
      readonly truncated: boolean
      /** The `Retry-After` header as it came. */
      readonly retryAfter: string | null
    }
  /** The deadline passed. */
  | { readonly kind: 'timeout' }
  /** No answer could be had; `detail` is for the webhook's owner. */
  | { readonly kind: 'unreachable'; readonly cause: UnreachableCause; readonly detail: string }
  /** The address is not allowed; `detail` is for the operator's log only. */
  | { readonly kind: 'blocked'; readonly detail: string }
  /** The request could not be made: a secret that does not unseal, a profile that is gone. */
  | { readonly kind: 'unsendable'; readonly detail: string }

export type UnreachableCause = 'dns' | 'connect' | 'reset' | 'tls' | 'protocol'

export function isSuccess(outcome: AttemptOutcome): boolean {
  return outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300
}

/**
 * The outcome in words for the webhook's owner; null when it succeeded.
 * [seed] A timeout reads exactly `Connection timeout`.
 */
export function describeFailure(outcome: AttemptOutcome): string | null {
  switch (outcome.kind) {
    case 'answered':
      return isSuccess(outcome) ? null : `HTTP ${outcome.status}`
    case 'timeout':
      return 'Connection timeout'
    case 'unreachable':
      return outcome.detail
    case 'blocked':
      return 'Address not allowed'
    case 'unsendable':
      return outcome.detail
  }
}
