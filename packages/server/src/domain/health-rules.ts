import type { Trouble } from './health.ts'
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

/** What Posthorn switches a webhook off for. */
export type DisableCause = 'gone' | 'failing'

/** After an attempt that failed; null: it stays as it is. */
export function causeToDisable(
  rules: HealthRules,
  outcome: AttemptOutcome,
  trouble: Trouble | undefined,
): DisableCause | null {
  if (rules.disablesWhenGone && isGone(outcome)) return 'gone'
  const { disablesAfterDays } = rules
  const failingDays = trouble?.failing?.days ?? 0
  return disablesAfterDays !== null && failingDays >= disablesAfterDays ? 'failing' : null
}

/** In words for the webhook's owner. */
export function describeCause(cause: DisableCause, { disablesAfterDays }: HealthRules): string {
  if (cause === 'gone') return 'Its receiver answered 410 Gone'
  return `Every attempt has failed for ${disablesAfterDays === 1 ? 'a day' : `${disablesAfterDays} days`}`
}
