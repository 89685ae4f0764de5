import type { AuditEntry } from '../domain/audit.ts'
import type { Id } from '../domain/ids.ts'
import type { Recovery, RecoveryState } from '../domain/recovery.ts'
import type { CursorPage } from './cursor-page.ts'

/** Jobs that send again what a webhook did not get. */
export interface RecoveryStore {
  /** `under-way`: one of this webhook is running or paused; nothing was written. */
  insertRecovery(recovery: Recovery, audit: AuditEntry): Promise<'inserted' | 'under-way'>
  getRecovery(recoveryId: Id): Promise<Recovery | null>
  /** Newest first. */
  listRecoveries(
    workspaceId: Id,
    filter: RecoveryFilter,
    page: CursorPage,
  ): Promise<readonly Recovery[]>
  /** In the state `running`, of all workspaces. */
  runningRecoveries(): Promise<readonly Recovery[]>
  /** The recovery as it is now; null when it was in none of the states to change from. */
  changeRecovery(change: RecoveryChange, audit: AuditEntry): Promise<Recovery | null>
  /**
   * Looks at the next events and parks deliveries of those that are to be sent again, in the order
   * of the events. The cursor moves in the same transaction: whatever happens to the caller, no
   * event is passed over and none is sent twice.
   */
  advanceRecovery(step: RecoveryStep): Promise<RecoveryAdvance>
}

export interface RecoveryFilter {
  /** null: of any webhook. */
  readonly webhookId: Id | null
}

export interface RecoveryChange {
  readonly id: Id
  readonly from: readonly RecoveryState[]
  readonly to: RecoveryState
  readonly reason: string | null
  readonly atMs: number
}

export interface RecoveryStep {
  readonly id: Id
  /** Where the webhook's deliveries stand now. */
  readonly laneId: Id
  /** What it wants now. */
  readonly wants: EventChoice
  /** For the deliveries that are made: at most so many, greater than any that were there before. */
  readonly deliveryIds: readonly Id[]
  /** Deliveries are added until so many wait in the lane. */
  readonly mostWaiting: number
  /** Events that one step looks at. */
  readonly mostExamined: number
  readonly nowMs: number
}

export interface EventChoice {
  /** null: of any type. */
  readonly types: readonly string[] | null
  /** Empty: whatever their channels are. */
  readonly channels: readonly string[]
}

export interface RecoveryAdvance {
  /** null: there is none of that id. */
  readonly recovery: Recovery | null
  readonly parked: number
  /** Nothing was looked at, because enough waits in the lane. */
  readonly isCrowded: boolean
}
