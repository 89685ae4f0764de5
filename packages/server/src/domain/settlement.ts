import type { AttemptRecord, FinalStatus, HeldDelivery } from './delivery.ts'
import type { HealthChange } from './health.ts'
import { isGone, type HealthRules } from './health-rules.ts'
import { isSuccess } from './outcome.ts'
import { nextRetryDelayMs, parseRetryAfterMs, type RetrySchedule } from './retry-schedule.ts'

/** What becomes of a held delivery: it ends, waits for its next attempt, or goes back to its lane. */
export type Settlement =
  | {
      readonly kind: 'finish'
      readonly delivery: HeldDelivery
      readonly status: FinalStatus
      /** Attempts made in all. */
      readonly attempts: number
      /** The deciding attempt; null when the delivery ended without one. */
      readonly attempt: AttemptRecord | null
      /** Why it ended, where the attempt does not say it; null otherwise. */
      readonly reason: string | null
      readonly finishedAtMs: number
      /** What the attempt changes of the webhook's health; absent: nothing. */
      readonly health?: HealthChange
    }
  | {
      readonly kind: 'retry'
      readonly delivery: HeldDelivery
      readonly attempt: AttemptRecord
      readonly dueAtMs: number
      /** The bytes that every retry sends again; null while none could be rendered. */
      readonly body: Uint8Array | null
      readonly health?: HealthChange
    }
  | { readonly kind: 'park'; readonly delivery: HeldDelivery }

export type Finish = Extract<Settlement, { kind: 'finish' }>

export interface SettleInput {
  readonly delivery: HeldDelivery
  readonly attempt: AttemptRecord
  readonly body: Uint8Array | null
  readonly schedule: RetrySchedule
  readonly rules: Pick<HealthRules, 'retryAfter' | 'disablesWhenGone'>
  /** Wall clock at the end of the attempt. */
  readonly nowMs: number
  /** 0 ≤ random < 1 */
  readonly random: number
}

/** What an attempt leads to. */
export type Attempted = Exclude<Settlement, { kind: 'park' }>

/**
 * The state after an attempt. A test event has one attempt, whatever the schedule says; and where
 * 410 disables the webhook, the delivery that was answered so is tried no more.
 */
export function settleAttempt(input: SettleInput): Attempted {
  const { delivery, attempt, nowMs, rules } = input
  const finish = (status: FinalStatus, reason: string | null = null): Attempted => ({
    kind: 'finish',
    delivery,
    status,
    attempts: attempt.number,
    attempt,
    reason,
    finishedAtMs: nowMs,
  })
  if (isSuccess(attempt.outcome)) return finish('success')
  if (delivery.event.isTest) return finish('failed')
  if (rules.disablesWhenGone && isGone(attempt.outcome)) return finish('failed')
  const delayMs = nextRetryDelayMs({
    schedule: input.schedule,
    attempts: attempt.number,
    retryAfterMs: retryAfterOf(attempt, nowMs),
    retryAfter: rules.retryAfter,
    random: input.random,
  })
  if (delayMs === null) return finish('failed')
  return { kind: 'retry', delivery, attempt, dueAtMs: nowMs + delayMs, body: input.body }
}

export function cancel(delivery: HeldDelivery, reason: string, nowMs: number): Settlement {
  return {
    kind: 'finish',
    delivery,
    status: 'canceled',
    attempts: delivery.attempts,
    attempt: null,
    reason,
    finishedAtMs: nowMs,
  }
}

/** RFC 9110 names 429 and 503 as the answers whose `Retry-After` means "come back later". */
function retryAfterOf({ outcome }: AttemptRecord, nowMs: number): number | null {
  if (outcome.kind !== 'answered') return null
  if (outcome.status !== 429 && outcome.status !== 503) return null
  return parseRetryAfterMs(outcome.retryAfter, nowMs)
}
