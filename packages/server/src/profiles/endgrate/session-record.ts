import type { Id } from '../../domain/ids.ts'
import type {
  ProfileRecord,
  ProfileStore,
  RecordChange,
  RecordKey,
} from '../../stores/profile-store.ts'

/** What a customer's user is asked to configure, once, and what is transferred from then on. */
export interface Session {
  readonly id: string
  readonly workspaceId: Id
  /** Which of the three initiate calls made it. */
  readonly kind: 'session' | 'pull' | 'push'
  /** The API key that initiated it, and that signs the callbacks of its webhooks. */
  readonly keyId: Id
  readonly createdAtMs: number
  /** null: it is kept until it is deleted (`save_session`). */
  readonly expiresAtMs: number | null
  readonly webhookIds: readonly Id[]
  /** The queue of its callbacks, those of transfers included, unless `webhookConcurrency`. */
  readonly laneId: Id
  /** What its schema names, in the order in which it came. */
  readonly schema: readonly SchemaEntry[]
  /** Transfers bring only what has changed since the one before. */
  readonly sync: boolean
  readonly webhookConcurrency: boolean
  /** Transfers begin by themselves, every 15 minutes. */
  readonly continuous: boolean
  /** What else initiate was given: a JSON object, its values in the bytes that came. */
  readonly options: string
  /** When the worker looks at it next: whether it is configured, then for each tick; null: never. */
  readonly nextLookAtMs: number | null
  /** When the configuration was published, as far as the worker has seen. */
  readonly configuredAtMs: number | null
  /** Where the transfers of each type stand; empty at first. */
  readonly streams: readonly Stream[]
}

export interface SchemaEntry {
  /** The type; the title of a schema that names none. */
  readonly endgrateType: string
  readonly associations: boolean
}

export interface Stream {
  readonly endgrateType: string
  /** What the source gave when the latest transfer of this type was completed; null: none yet. */
  readonly cursor: string | null
  /** The latest transfer that a tick began; null: none yet. */
  readonly tickTransferId: string | null
}

/** A session and the record that it was read from. */
export interface StoredSession {
  readonly session: Session
  readonly record: ProfileRecord
}

const kind = 'session'

export function sessionKey(profile: string, workspaceId: Id, id: string): RecordKey {
  return { profile, workspaceId, kind, id }
}

/** null: there is none, in this workspace and profile. */
export async function getSession(
  store: Pick<ProfileStore, 'getRecord'>,
  key: RecordKey,
): Promise<StoredSession | null> {
  const record = await store.getRecord(key)
  return record === null ? null : readSession(record)
}

/** The session that a record of this kind holds; null for a record of another kind. */
export function readSession(record: ProfileRecord): StoredSession | null {
  if (record.kind !== kind) return null
  // Written below, and by nothing else.
  const data = JSON.parse(record.data) as Omit<Session, 'id' | 'workspaceId'>
  return { session: { id: record.id, workspaceId: record.workspaceId, ...data }, record }
}

export function insertSession(profile: string, session: Session): RecordChange {
  const { id, workspaceId } = session
  const key = sessionKey(profile, workspaceId, id)
  return { kind: 'insert', record: { ...key, parentId: null, ...written(session) } }
}

export function updateSession({ record }: StoredSession, session: Session): RecordChange {
  return { kind: 'update', key: record, ifVersion: record.version, ...written(session) }
}

export function streamOf({ streams }: Session, endgrateType: string): Stream {
  const stream = streams.find((each) => each.endgrateType === endgrateType)
  return stream ?? { endgrateType, cursor: null, tickTransferId: null }
}

export function withStream(session: Session, stream: Stream): Session {
  const others = session.streams.filter((each) => each.endgrateType !== stream.endgrateType)
  return { ...session, streams: [...others, stream] }
}

/** Makes what is written with it fail if the session was deleted, or changed, since it was read. */
export function keepSession({ record }: StoredSession): RecordChange {
  return { kind: 'keep', key: record, ifVersion: record.version }
}

function written(session: Session): Pick<ProfileRecord, 'data' | 'dueAtMs'> {
  const { id: _id, workspaceId: _workspaceId, ...data } = session
  return { data: JSON.stringify(data), dueAtMs: dueAtMsOf(session) }
}

function dueAtMsOf({ nextLookAtMs, expiresAtMs }: Session): number | null {
  if (nextLookAtMs === null || expiresAtMs === null) return nextLookAtMs ?? expiresAtMs
  return Math.min(nextLookAtMs, expiresAtMs)
}
