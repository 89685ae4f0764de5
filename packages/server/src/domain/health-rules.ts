import type { AttemptOutcome } from './outcome.ts'
import type { RetryAfterRule } from './retry-schedule.ts'

/** What a profile does about receivers that fail. */
export interface HealthRules {
  /** How far a receiver's `Retry-After` may put a retry off. */
  readonly retryAfter: RetryAfterRule
  /** True: a lane that does nothing but fail is sent one delivery at a time until one arrives. */
  readonly breaker: boolean
  /** True: an answer of 410 disables the webhook. */
  readonly disablesWhenGone: boolean
  /** Days of nothing but failure that disable the webhook; null: it is never disabled for that. */
  readonly disablesAfterDays: number | null
}

/** RFC 9110, 15.5.11: whoever answers so wants no more of it. */
export function isGone(outcome: AttemptOutcome): boolean {
  return outcome.kind === 'answered' && outcome.status === 410
}
