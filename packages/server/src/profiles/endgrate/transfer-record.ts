import type { Id } from '../../domain/ids.ts'
import type {
  ProfileRecord,
  ProfileStore,
  RecordChange,
  RecordKey,
  RecordRange,
} from '../../stores/profile-store.ts'

/** One run of one type of a session. */
export interface Transfer {
  readonly id: string
  readonly workspaceId: Id
  readonly sessionId: string
  readonly endgrateType: string
  readonly direction: 'pull' | 'push'
  /**
   * - `source`: Posthorn asks the operator's source for the records, page by page
   * - `product`: the product was told by an event, and publishes the data itself
   */
  readonly by: 'source' | 'product'
  /** The JSON object of the request, in the bytes that came. */
  readonly params: string
  readonly sync: boolean
  /** Whether the provider's own limits are to be disregarded by who hands out the records. */
  readonly bypassRateLimit: boolean
  readonly synchronous: boolean
  /** It was given webhooks of its own, as newer versions of the document have it. */
  readonly hasWebhooks: boolean
  readonly state: TransferState
  /** What the source is given next; null: from the beginning. */
  readonly cursor: string | null
  /** Of what the source gave and was published. */
  readonly records: number
  readonly batches: number
  /** Failures of the source since its latest good answer. */
  readonly failures: number
  readonly startedAtMs: number
  /** null while it is running. */
  readonly endedAtMs: number | null
  /** The event that told of its end, where Posthorn raised it; null: there is none, or not yet. */
  readonly lastEventId: Id | null
}

export type TransferState = 'running' | 'completed' | 'failed'

/** A transfer and the record that it was read from. */
export interface StoredTransfer {
  readonly transfer: Transfer
  readonly record: ProfileRecord
}

const kind = 'transfer'

export function transferKey(profile: string, workspaceId: Id, id: string): RecordKey {
  return { profile, workspaceId, kind, id }
}

/** The transfers of a session, for `listRecords` and `delete-children`. */
export function transfersOf(session: RecordKey): RecordRange & { parentId: string } {
  const { profile, workspaceId, id } = session
  return { profile, workspaceId, kind, parentId: id }
}

/** As its record says; for the product's own transfers see `transfers/settled-transfer.ts`. */
export async function getTransfer(
  store: Pick<ProfileStore, 'getRecord'>,
  key: RecordKey,
): Promise<StoredTransfer | null> {
  const record = await store.getRecord(key)
  return record === null ? null : readTransfer(record)
}

/** The transfer that a record of this kind holds; null for a record of another kind. */
export function readTransfer(record: ProfileRecord): StoredTransfer | null {
  const { id, workspaceId, parentId } = record
  if (record.kind !== kind || parentId === null) return null
  // Written below, and by nothing else.
  const data = JSON.parse(record.data) as Omit<Transfer, 'id' | 'workspaceId' | 'sessionId'>
  return { transfer: { id, workspaceId, sessionId: parentId, ...data }, record }
}

/** @param dueAtMs - when the worker goes on with it; null: never */
export function insertTransfer(
  profile: string,
  transfer: Transfer,
  dueAtMs: number | null,
): RecordChange {
  const { id, workspaceId, sessionId } = transfer
  const key = transferKey(profile, workspaceId, id)
  const data = dataOf(transfer)
  return { kind: 'insert', record: { ...key, parentId: sessionId, data, dueAtMs } }
}

export function updateTransfer(
  { record }: StoredTransfer,
  transfer: Transfer,
  dueAtMs: number | null,
): RecordChange {
  const data = dataOf(transfer)
  return { kind: 'update', key: record, ifVersion: record.version, data, dueAtMs }
}

function dataOf(transfer: Transfer): string {
  const { id: _id, workspaceId: _workspaceId, sessionId: _sessionId, ...data } = transfer
  return JSON.stringify(data)
}
