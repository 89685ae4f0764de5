import { bytesOfId, idOfBytes } from '../operations/id-bytes.ts'
import { StoreError, type Raised, type RaiseOutcome } from '../store.ts'
import { storableText } from './binary-array.ts'

/** What is needed of a caller's connection: a client of `pg`, or what stands in front of one. */
interface QueryingClient {
  query(text: string, values: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

const text = `SELECT is_raised, encode(uuid_send(first_event), 'hex') AS first_event
  FROM posthorn.raise_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1::smallint)`

/** One statement on a caller's connection: in its transaction, or in one of its own where it has none. */
export async function raiseWithin(client: unknown, raised: Raised): Promise<RaiseOutcome> {
  if (!canQuery(client)) {
    throw new TypeError('`client` has to be a connected client of pg, as the store is PostgreSQL.')
  }
  const { event, idempotency } = raised
  const { rows } = await client.query(text, [
    Buffer.from(bytesOfId(event.id)),
    Buffer.from(bytesOfId(event.workspaceId)),
    storableText(event.type),
    event.occurredAtMs,
    event.acceptedAtMs,
    event.channels.length === 0 ? null : JSON.stringify(event.channels),
    event.subject,
    bufferOf(idempotency?.key),
    bufferOf(idempotency?.fingerprint),
    bufferOf(event.data),
  ])
  // The function returns one row of these.
  const [row] = rows as readonly { is_raised: boolean; first_event: string | null }[]
  if (row === undefined) throw new StoreError('refused', 'raise_event returned no row')
  if (row.is_raised) return { kind: 'raised' }
  if (row.first_event === null) return { kind: 'conflict' }
  return { kind: 'duplicate', eventId: idOfBytes(Buffer.from(row.first_event, 'hex')) }
}

function canQuery(client: unknown): client is QueryingClient {
  return (
    typeof client === 'object' &&
    client !== null &&
    'query' in client &&
    typeof client.query === 'function'
  )
}

function bufferOf(bytes: Uint8Array | undefined): Buffer | null {
  return bytes === undefined ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
