import type { AuditEntry } from '../domain/audit.ts'
import type { Erasure } from '../domain/erasure.ts'
import type { Id } from '../domain/ids.ts'
import type { Workspace } from '../domain/workspace.ts'

/** What is removed for good: because somebody asked for it, or because it is old. */
export interface ErasureStore {
  insertErasure(erasure: Erasure, audit: AuditEntry): Promise<void>
  /**
   * Writes the tombstone and begins the erasure of all that the workspace holds. `changed`: somebody
   * else changed it after `ifUpdatedAtMs`; nothing was written.
   */
  deleteWorkspace(
    deletion: { readonly tombstone: Workspace; readonly ifUpdatedAtMs: number },
    erasure: Erasure,
    audit: AuditEntry,
  ): Promise<'deleted' | 'changed'>
  getErasure(erasureId: Id): Promise<Erasure | null>
  /** In the order in which they were asked for. */
  runningErasures(): Promise<readonly Erasure[]>
  /**
   * Removes the next rows, about `limit` of them: events with all that came of them, whether it has
   * ended, waits or is held in memory; of a workspace also everything else. Tombstones, by which
   * every node hears of a deletion, and records of who did what stay, emptied of all that was said.
   */
  advanceErasure(erasureId: Id, limit: number): Promise<ErasureAdvance>
  forgetSubject(erasureId: Id): Promise<void>
  finishErasure(erasureId: Id, nowMs: number): Promise<void>
  /**
   * Overwrites what is left in the store's files of rows that are gone. False when somebody is
   * reading what was there before: try again.
   */
  scrub(): Promise<boolean>
  /**
   * Removes the oldest events with all that came of them, as far as every delivery of theirs ended
   * before `endedBeforeMs`. A delivery that is pending keeps its event, however old that is.
   */
  dropHistory(step: RetentionStep): Promise<RetentionAdvance>
  /**
   * The same for the audit log, links to the portal, events that were rejected, and recoveries and
   * erasures that have ended; how many rows were removed.
   */
  dropRecords(ages: RecordAges, limit: number): Promise<number>
}

export interface ErasureAdvance {
  /** null: there is none of that id. */
  readonly erasure: Erasure | null
  /** Nothing was found. */
  readonly isClean: boolean
}

export interface RetentionStep {
  readonly endedBeforeMs: number
  /** Where the step before ended; null: at the oldest. */
  readonly after: Id | null
  /** Events and deliveries, about. */
  readonly limit: number
}

export interface RetentionAdvance {
  /** null: there is nothing older left to look at. */
  readonly after: Id | null
  readonly events: number
  readonly deliveries: number
}

export interface RecordAges {
  readonly auditBeforeMs: number
  /** Of links to the portal, all of which have ended when they are this old. */
  readonly linksBeforeMs: number
  readonly restBeforeMs: number
}
