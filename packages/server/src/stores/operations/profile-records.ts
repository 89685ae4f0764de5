import type { RaisedEvent } from '../../domain/event.ts'
import type {
  ClaimedRecords,
  ProfileRecord,
  RecordChange,
  RecordClaim,
  RecordKey,
  RecordPage,
  RecordRange,
} from '../profile-store.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { writeInbox } from './inbox.ts'
import { fragment, nothing, sql, type Operation, type Query } from './query.ts'

export type RecordRow = {
  profile: string
  workspace_id: Uint8Array
  kind: string
  id: string
  parent_id: string | null
  due_at_ms: number | null
  version: number
  data: string
}

const recordColumns = fragment`profile, workspace_id, kind, id, parent_id, due_at_ms, version, data`

export function* getRecord(key: RecordKey): Operation<ProfileRecord | null> {
  const [row] = yield* sql<RecordRow>`
    SELECT ${recordColumns} FROM profile_records WHERE ${isRecord(key)}`
  return row === undefined ? null : recordOfRow(row)
}

export function* listRecords(
  range: RecordRange,
  { before, limit }: RecordPage,
): Operation<ProfileRecord[]> {
  const fromBefore = before === null ? nothing : fragment`AND id < ${before}`
  const rows = yield* sql<RecordRow>`
    SELECT ${recordColumns} FROM profile_records
    WHERE ${isInRange(range)} ${fromBefore} ORDER BY id DESC LIMIT ${limit}`
  return rows.map(recordOfRow)
}

export function* claimRecords(
  profile: string,
  { nowMs, untilMs, limit }: RecordClaim,
): Operation<ClaimedRecords> {
  const due = yield* sql<RecordRow>`
    SELECT ${recordColumns} FROM profile_records
    WHERE profile = ${profile} AND due_at_ms <= ${nowMs} ORDER BY due_at_ms LIMIT ${limit}`
  const records = due.map((row) => recordOfRow({ ...row, due_at_ms: untilMs }))
  for (const record of records) {
    yield* sql`
      UPDATE profile_records SET due_at_ms = ${untilMs}, version = version + 1
      WHERE ${isRecord(record)}`
  }
  const [next] = yield* sql<{ due_at_ms: number }>`
    SELECT due_at_ms FROM profile_records
    WHERE profile = ${profile} AND due_at_ms IS NOT NULL ORDER BY due_at_ms LIMIT 1`
  return {
    records: records.map((record) => ({ ...record, version: record.version + 1 })),
    nextDueAtMs: next?.due_at_ms ?? null,
  }
}

/** First everything is compared, then everything is written: nothing has to be undone. */
export function* changeRecords(
  changes: readonly RecordChange[],
  events: readonly RaisedEvent[],
): Operation<'written' | 'changed'> {
  for (const change of changes) {
    if (!(yield* applies(change))) return 'changed'
  }
  for (const change of changes) yield* write(change)
  yield* writeInbox(events)
  return 'written'
}

function* applies(change: RecordChange): Operation<boolean> {
  switch (change.kind) {
    case 'insert':
      return (yield* getRecord(change.record)) === null
    case 'update':
    case 'keep':
    case 'delete': {
      // Writes the version that stands, because that locks its row in every database.
      const found = yield* sql`
        UPDATE profile_records SET version = version
        WHERE ${isRecord(change.key)} AND version = ${change.ifVersion} RETURNING id`
      return found.length > 0
    }
    case 'delete-children':
      return true
  }
}

function* write(change: RecordChange): Operation<void> {
  switch (change.kind) {
    case 'insert': {
      const { profile, workspaceId, kind, id, parentId, dueAtMs, data } = change.record
      yield* sql`
        INSERT INTO profile_records (${recordColumns})
        VALUES (${profile}, ${bytesOfId(workspaceId)}, ${kind}, ${id}, ${parentId}, ${dueAtMs}, 1,
          ${data})`
      return
    }
    case 'update':
      yield* sql`
        UPDATE profile_records
        SET data = ${change.data}, due_at_ms = ${change.dueAtMs}, version = version + 1
        WHERE ${isRecord(change.key)}`
      return
    case 'keep':
      return
    case 'delete':
      yield* sql`DELETE FROM profile_records WHERE ${isRecord(change.key)}`
      return
    case 'delete-children':
      yield* sql`DELETE FROM profile_records WHERE ${isInRange(change.range)}`
  }
}

function isRecord({ profile, workspaceId, kind, id }: RecordKey): Query {
  return fragment`profile = ${profile} AND workspace_id = ${bytesOfId(workspaceId)}
    AND kind = ${kind} AND id = ${id}`
}

function isInRange({ profile, workspaceId, kind, parentId }: RecordRange): Query {
  const ofParent = parentId === null ? nothing : fragment`AND parent_id = ${parentId}`
  return fragment`profile = ${profile} AND workspace_id = ${bytesOfId(workspaceId)}
    AND kind = ${kind} ${ofParent}`
}

export function recordOfRow(row: RecordRow): ProfileRecord {
  return {
    profile: row.profile,
    workspaceId: idOfBytes(row.workspace_id),
    kind: row.kind,
    id: row.id,
    parentId: row.parent_id,
    data: row.data,
    dueAtMs: row.due_at_ms,
    version: row.version,
  }
}
