import type { Id } from './ids.ts'
import type { OperationalType } from './operational-event.ts'

/** What is remembered of a webhook that does not work. Of one that works, nothing is. */
export interface Trouble {
  /** null: its latest attempt did not fail. */
  readonly failing: Failing | null
  /** True: a delivery has failed for good, or it was disabled, and nothing has arrived since. */
  readonly hasGivenUp: boolean
}

export interface Failing {
  readonly sinceMs: number
  /**
   * A day counts when an attempt fails 24 hours or more after the one that counted before. So a clock
   * that jumps by a week counts as one day, and so does a week without a single event.
   */
  readonly days: number
  readonly countedAtMs: number
}

/** What an attempt changes, to be written in the transaction that settles it. */
export interface HealthChange {
  readonly webhookId: Id
  readonly workspaceId: Id
  /** null: nothing is wrong any more. Absent: it is as it was. */
  readonly trouble?: Trouble | null
  readonly notice?: Notice
}

/** Something that a workspace is told, at most once for each webhook, type and hour. */
export interface Notice {
  readonly type: OperationalType
  /** Of the event, if one is raised. */
  readonly eventId: Id
  readonly atMs: number
  /** Its data but for the count. */
  readonly data: Readonly<Record<string, unknown>>
}

export const noticeEveryMs = 60 * 60 * 1000

const dayMs = 24 * 60 * 60 * 1000

export interface Failure {
  readonly nowMs: number
  /** Its delivery has failed for good with it. */
  readonly isGivenUp: boolean
  /** No request was made: nothing is known of the receiver. */
  readonly isOurs: boolean
}

/** The very same object when nothing has changed, so that nothing has to be written. */
export function afterFailure(
  before: Trouble | undefined,
  { nowMs, isGivenUp, isOurs }: Failure,
): Trouble | undefined {
  const known = before?.failing ?? null
  const failing = isOurs ? known : stillFailing(known, nowMs)
  const hasGivenUp = isGivenUp || before?.hasGivenUp === true
  if (failing === known && hasGivenUp === (before?.hasGivenUp ?? false)) return before
  return { failing, hasGivenUp }
}

function stillFailing(before: Failing | null, nowMs: number): Failing {
  if (before === null) return { sinceMs: nowMs, days: 0, countedAtMs: nowMs }
  if (nowMs - before.countedAtMs < dayMs) return before
  return { ...before, days: before.days + 1, countedAtMs: nowMs }
}

/** When it is not known any more what it failed at: its address has changed, or it was switched off. */
export function afterBreak(before: Trouble): Trouble | null {
  return before.hasGivenUp ? { failing: null, hasGivenUp: true } : null
}
