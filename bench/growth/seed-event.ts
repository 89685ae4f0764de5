import { randomFillSync } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

import type { SeedOptions, SeedWebhook } from './seed-database.ts'

export interface SeedContext extends SeedOptions {
  readonly webhooks: readonly SeedWebhook[]
}

export interface SeededEvent {
  readonly webhook: SeedWebhook
  readonly eventId: Uint8Array
  readonly deliveryId: Uint8Array
  readonly atMs: number
}

const data = Buffer.from(
  JSON.stringify({ sent_us: 1_700_000_000_000_000, serial: '0'.repeat(16), text: 'x'.repeat(427) }),
)

/** What a delivery of a seeded event sends. */
export const seededBody: Buffer = Buffer.concat([
  Buffer.from('{"id":"evt_0","type":"bench.happened","created_at":"2026-01-01T00:00:00Z","data":'),
  data,
  Buffer.from('}'),
])

/** Inserts events one after the other, evenly spread over the `spanMs` that end now. */
export function prepareEvents(
  database: DatabaseSync,
  { webhooks, rows, eventType, spanMs }: SeedContext & { readonly spanMs: number },
): (row: number) => SeededEvent {
  const insert = database.prepare(
    `INSERT INTO events (id, workspace_id, type, occurred_at_ms, accepted_at_ms, is_test, data)
     VALUES (?, ?, ?, ?, ?, 0, ?)`,
  )
  const startMs = Date.now() - spanMs
  return (row) => {
    const webhook = webhooks[row % webhooks.length]
    if (!webhook) throw new Error('There is no webhook to seed for')
    const atMs = Math.floor(startMs + (row / rows) * spanMs)
    const eventId = timeOrderedId(atMs, row)
    insert.run(eventId, webhook.workspaceId, eventType, atMs, atMs, data)
    const deliveryId = Buffer.from(eventId)
    deliveryId.writeUInt16BE(1, 14)
    return { webhook, eventId, deliveryId, atMs }
  }
}

/** A UUIDv7 as Posthorn makes them: milliseconds, a counter, random bits, and 0 for the event itself. */
function timeOrderedId(atMs: number, row: number): Buffer {
  const id = Buffer.alloc(16)
  randomFillSync(id, 8, 6)
  id.writeUIntBE(atMs, 0, 6)
  id.writeUInt16BE(0x7000 | (row & 0xfff), 6)
  id.writeUInt8(0x80 | (id.readUInt8(8) & 0x3f), 8)
  return id
}
