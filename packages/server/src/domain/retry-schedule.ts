/** When a failed delivery is tried again. */
export interface RetrySchedule {
  /** Delay before each retry, counted from the end of the attempt that failed. */
  readonly delaysMs: readonly number[]
  /** 0 to 1: each delay is stretched or shrunk at random by up to this share of it. */
  readonly jitter: number
}

/**
 * How far a receiver's `Retry-After` may put a retry off; it never hastens one.
 *
 * - `ignored`: not at all
 * - `next-step`: to the delay that the schedule has next. The last one has none after it, and stays
 * - `longestMs`: to this delay
 */
export type RetryAfterRule = 'ignored' | 'next-step' | { readonly longestMs: number }

export function maxAttempts(schedule: RetrySchedule): number {
  return schedule.delaysMs.length + 1
}

export interface NextRetryInput {
  readonly schedule: RetrySchedule
  /** Attempts made so far, the failed one included. */
  readonly attempts: number
  /** What the receiver asked for; null when it did not. */
  readonly retryAfterMs: number | null
  readonly retryAfter: RetryAfterRule
  /** 0 ≤ random < 1 */
  readonly random: number
}

/** Milliseconds until the next attempt; null when the schedule is spent. */
export function nextRetryDelayMs(input: NextRetryInput): number | null {
  const base = input.schedule.delaysMs[input.attempts - 1]
  if (base === undefined) return null
  const jittered = Math.round(base * (1 + input.schedule.jitter * (2 * input.random - 1)))
  if (input.retryAfterMs === null) return jittered
  return Math.max(jittered, Math.min(input.retryAfterMs, longestDelayMs(input)))
}

function longestDelayMs({ retryAfter, schedule, attempts }: NextRetryInput): number {
  if (retryAfter === 'ignored') return 0
  return retryAfter === 'next-step' ? (schedule.delaysMs[attempts] ?? 0) : retryAfter.longestMs
}

/** RFC 9110, 5.6.7: the one form that may be sent. */
const httpDatePattern = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** RFC 9110, 10.2.3: a count of seconds or an HTTP date. null when it is neither. */
export function parseRetryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null) return null
  const text = value.trim()
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000
  if (!httpDatePattern.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}
