import type { RaisedEvent } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'

/** What profiles keep of their own, beside webhooks and events: all of them in one table. */
export interface ProfileStore {
  getRecord(key: RecordKey): Promise<ProfileRecord | null>
  /** By id, the greatest first: the newest, where a profile's ids are time-ordered. */
  listRecords(range: RecordRange, page: RecordPage): Promise<ProfileRecord[]>
  /**
   * Takes up to `limit` records that are due by `nowMs`, the earliest first, into the caller's
   * hands: each gets `untilMs` as its due time and a new version. Whoever dies with a record in
   * hand loses it to the next claim after `untilMs`.
   */
  claimRecords(profile: string, claim: RecordClaim): Promise<ClaimedRecords>
  /**
   * All of the changes or none, with the events that they raise. `changed`: one of the records is
   * not at its version (any more), or one to insert is there already; nothing was written.
   */
  changeRecords(
    changes: readonly RecordChange[],
    events: readonly RaisedEvent[],
  ): Promise<'written' | 'changed'>
}

/** Names one record. */
export interface RecordKey {
  readonly profile: string
  readonly workspaceId: Id
  /** What it is for its profile, such as `session`. */
  readonly kind: string
  /** As the profile spells it; compared byte by byte. */
  readonly id: string
}

export interface ProfileRecord extends RecordKey {
  /** The record that it belongs to, of whatever kind; null: none. Never changes. */
  readonly parentId: string | null
  /** The profile's own JSON text. */
  readonly data: string
  /** When the profile's worker has to look at it; null: never. */
  readonly dueAtMs: number | null
  /** 1 at first, one more with each change and claim. */
  readonly version: number
}

export interface RecordRange extends Omit<RecordKey, 'id'> {
  /** Only those of this parent; null: whatever their parent is. */
  readonly parentId: string | null
}

/** Records with ids below `before` (null: from the greatest), at most `limit`. */
export interface RecordPage {
  readonly before: string | null
  readonly limit: number
}

export interface RecordClaim {
  readonly nowMs: number
  readonly untilMs: number
  readonly limit: number
}

export interface ClaimedRecords {
  readonly records: readonly ProfileRecord[]
  /** When the next one that was not taken is due; null when none is. */
  readonly nextDueAtMs: number | null
}

export type RecordChange =
  | { readonly kind: 'insert'; readonly record: Omit<ProfileRecord, 'version'> }
  | {
      readonly kind: 'update'
      readonly key: RecordKey
      readonly ifVersion: number
      readonly data: string
      readonly dueAtMs: number | null
    }
  /** Stays as it is, but has to be there: what is written with it depends on it. */
  | { readonly kind: 'keep'; readonly key: RecordKey; readonly ifVersion: number }
  | { readonly kind: 'delete'; readonly key: RecordKey; readonly ifVersion: number }
  /** However many there are, at whatever version. */
  | { readonly kind: 'delete-children'; readonly range: RecordRange & { parentId: string } }
