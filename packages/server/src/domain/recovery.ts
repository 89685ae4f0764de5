import type { Id } from './ids.ts'

export const recoveryStates = ['running', 'paused', 'done', 'canceled'] as const
export type RecoveryState = (typeof recoveryStates)[number]

/**
 * - `failed`: events of which the webhook got no delivery through: every one ended as failed or canceled
 * - `missed`: events that no delivery was made of, because the webhook was off or not there yet
 */
export const recoveredStatuses = ['failed', 'missed', 'any'] as const
export type RecoveredStatus = (typeof recoveredStatuses)[number]

/** A job that sends again what a webhook did not get, oldest event first. */
export interface Recovery {
  readonly id: Id
  readonly workspaceId: Id
  readonly webhookId: Id
  readonly state: RecoveryState
  /** Why Posthorn itself paused or ended it; null otherwise. */
  readonly reason: string | null
  readonly status: RecoveredStatus
  /** Only events of these types; null: of any that the webhook wants. */
  readonly types: readonly string[] | null
  /** Only events that were accepted at `sinceMs` or later, and before `untilMs`. */
  readonly sinceMs: number
  readonly untilMs: number
  /** Events up to this id have been dealt with. */
  readonly cursor: Id
  readonly examined: number
  /** Deliveries that it has made. */
  readonly queued: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly createdBy: Id | null
}
