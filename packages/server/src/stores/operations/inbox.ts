import type { Idempotency, RaisedEvent } from '../../domain/event.ts'
import type { InboxEntry, Raised, RaiseOutcome } from '../inbox-store.ts'
import { raisedEventOfRow } from './events.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { nothing, sql, type Operation, type Query } from './query.ts'

type InboxRow = {
  seq: number
  event_id: Uint8Array
  workspace_id: Uint8Array
  type: string
  occurred_at_ms: number
  accepted_at_ms: number
  channels: string | null
  subject: string | null
  idempotency_key: Uint8Array | null
  fingerprint: Uint8Array | null
  is_checked: number
  data: Uint8Array
}

/** To be part of the transaction that makes the change. */
export function* writeInbox(events: readonly RaisedEvent[]): Operation<void> {
  for (const event of events) yield* insertRaised({ event, idempotency: null })
}

/** To be part of a transaction in which nobody else writes. */
export function* raiseOnce(raised: Raised): Operation<RaiseOutcome> {
  const { idempotency } = raised
  if (idempotency !== null) {
    const [used] = yield* findKeyUse(idempotency.key)
    if (used !== undefined) {
      const isSame = Buffer.compare(used.fingerprint, idempotency.fingerprint) === 0
      return isSame
        ? { kind: 'duplicate', eventId: idOfBytes(used.event_id) }
        : { kind: 'conflict' }
    }
  }
  yield* insertRaised(raised)
  return { kind: 'raised' }
}

/** By an event of the journal, or by one that waits here to get there. */
function findKeyUse(key: Uint8Array) {
  return sql<{ fingerprint: Uint8Array; event_id: Uint8Array }>`
    SELECT fingerprint, event_id FROM idempotency_0 WHERE key = ${key}
    UNION ALL SELECT fingerprint, event_id FROM idempotency_1 WHERE key = ${key}
    UNION ALL SELECT fingerprint, event_id FROM inbox WHERE idempotency_key = ${key}
    LIMIT 1`
}

function* insertRaised({ event, idempotency }: Raised): Operation<void> {
  yield* sql`
    INSERT INTO inbox (event_id, workspace_id, type, occurred_at_ms, accepted_at_ms, channels,
      subject, idempotency_key, fingerprint, data)
    VALUES (${bytesOfId(event.id)}, ${bytesOfId(event.workspaceId)}, ${event.type},
      ${event.occurredAtMs}, ${event.acceptedAtMs},
      ${event.channels.length === 0 ? null : JSON.stringify(event.channels)}, ${event.subject},
      ${idempotency?.key ?? null}, ${idempotency?.fingerprint ?? null}, ${event.data})`
}

/** `isWanted`: a condition on the row. */
export function* readInbox(
  after: number,
  limit: number,
  isWanted: Query = nothing,
): Operation<InboxEntry[]> {
  const rows = yield* sql<InboxRow>`
    SELECT seq, event_id, workspace_id, type, occurred_at_ms, accepted_at_ms, channels,
      subject, idempotency_key, fingerprint, is_checked, data
    FROM inbox WHERE seq > ${after} ${isWanted} ORDER BY seq LIMIT ${limit}`
  return rows.map((row) => ({
    seq: row.seq,
    event: raisedEventOfRow({ ...row, id: row.event_id }),
    idempotency: idempotencyOf(row),
    isChecked: row.is_checked === 1,
  }))
}

function idempotencyOf({ idempotency_key: key, fingerprint }: InboxRow): Idempotency | null {
  return key === null || fingerprint === null ? null : { key, fingerprint }
}
