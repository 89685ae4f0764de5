import { bytesOfId, idOfBytes } from '../operations/id-bytes.ts'
import type { Raised, RaiseOutcome } from '../inbox-store.ts'
import { StoreError } from '../store-error.ts'
import { storableText } from './binary-array.ts'
import { runOnCallers } from './caller-connection.ts'

const text = `SELECT is_raised, encode(uuid_send(first_event), 'hex') AS first_event
  FROM posthorn.raise_event(encode($1::bytea, 'hex')::uuid, encode($2::bytea, 'hex')::uuid,
    $3::text, $4::bigint, $5::bigint, $6::text, $7::text, $8::bytea, $9::bytea, $10::bytea,
    1::smallint)`

/** One statement on a caller's connection: in its transaction, or in one of its own where it has none. */
export async function raiseWithin(client: unknown, raised: Raised): Promise<RaiseOutcome> {
  const { event, idempotency } = raised
  const rows = await runOnCallers(client, {
    text,
    values: [
      bytesOfId(event.id),
      bytesOfId(event.workspaceId),
      storableText(event.type),
      event.occurredAtMs,
      event.acceptedAtMs,
      event.channels.length === 0 ? null : JSON.stringify(event.channels),
      event.subject,
      idempotency?.key ?? null,
      idempotency?.fingerprint ?? null,
      event.data,
    ],
  })
  // The function returns one row of these.
  const [row] = rows as readonly { is_raised: boolean; first_event: string | null }[]
  if (row === undefined) throw new StoreError('refused', 'raise_event returned no row')
  if (row.is_raised) return { kind: 'raised' }
  if (row.first_event === null) return { kind: 'conflict' }
  return { kind: 'duplicate', eventId: idOfBytes(Buffer.from(row.first_event, 'hex')) }
}
