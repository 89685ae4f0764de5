import type { Id } from '../../domain/ids.ts'
import type {
  ProfileRecord,
  ProfileStore,
  RecordChange,
  RecordKey,
  RecordRange,
} from '../../stores/profile-store.ts'

/** The webhooks that were given for one transfer. Written before them, so that none is forgotten. */
export interface TransferWebhooks {
  readonly transferId: string
  readonly webhookIds: readonly Id[]
}

/** And the record that they were read from. */
export interface StoredTransferWebhooks extends TransferWebhooks {
  readonly record: ProfileRecord
}

const kind = 'transfer-webhooks'

const pageSize = 100

function keyOf(session: RecordKey, transferId: string): RecordKey {
  const { profile, workspaceId } = session
  return { profile, workspaceId, kind, id: transferId }
}

/** Those of a session, for `delete-children`. */
export function transferWebhooksOf(session: RecordKey): RecordRange & { parentId: string } {
  const { profile, workspaceId, id } = session
  return { profile, workspaceId, kind, parentId: id }
}

/** null for a record of another kind. */
export function readTransferWebhooks(record: ProfileRecord): StoredTransferWebhooks | null {
  if (record.kind !== kind) return null
  // Written below, and by nothing else.
  const data = JSON.parse(record.data) as Omit<TransferWebhooks, 'transferId'>
  return { transferId: record.id, ...data, record }
}

export async function getTransferWebhooks(
  store: Pick<ProfileStore, 'getRecord'>,
  session: RecordKey,
  transferId: string,
): Promise<StoredTransferWebhooks | null> {
  const record = await store.getRecord(keyOf(session, transferId))
  return record === null ? null : readTransferWebhooks(record)
}

/** All that were given for transfers of a session. */
export async function listTransferWebhooks(
  store: Pick<ProfileStore, 'listRecords'>,
  session: RecordKey,
): Promise<TransferWebhooks[]> {
  const found: TransferWebhooks[] = []
  for (let before: string | null = null; ;) {
    const page = { before, limit: pageSize }
    const records: ProfileRecord[] = await store.listRecords(transferWebhooksOf(session), page)
    found.push(...records.flatMap((record) => readTransferWebhooks(record) ?? []))
    before = records.at(-1)?.id ?? null
    if (records.length < pageSize) return found
  }
}

/** @param dueAtMs - when the worker looks whether they are still needed */
export function insertTransferWebhooks(
  session: RecordKey,
  { transferId, webhookIds }: TransferWebhooks,
  dueAtMs: number,
): RecordChange {
  const key = keyOf(session, transferId)
  const data = JSON.stringify({ webhookIds })
  return { kind: 'insert', record: { ...key, parentId: session.id, data, dueAtMs } }
}

export function keepTransferWebhooks(
  { record }: StoredTransferWebhooks,
  dueAtMs: number,
): RecordChange {
  const { version: ifVersion, data } = record
  return { kind: 'update', key: record, ifVersion, data, dueAtMs }
}

export function deleteTransferWebhooks({ record }: StoredTransferWebhooks): RecordChange {
  return { kind: 'delete', key: record, ifVersion: record.version }
}
