import { DatabaseSync } from 'node:sqlite'

import { insertFinished } from './insert-finished.ts'
import { insertPending } from './insert-pending.ts'

export type SeedKind = 'pending' | 'finished'

/** A webhook that seeded deliveries belong to. */
export interface SeedWebhook {
  readonly id: Uint8Array
  readonly workspaceId: Uint8Array
  readonly laneId: Uint8Array
}

export interface SeedOptions {
  readonly kind: SeedKind
  readonly rows: number
  readonly eventType: string
}

const rowsInTransaction = 100_000

/**
 * Fills the database of a stopped server with deliveries of its own webhooks, as if it had made them:
 * what the background step derives is there too, so a start finds nothing left to do.
 */
export function seedDatabase(file: string, options: SeedOptions): void {
  const database = new DatabaseSync(file)
  try {
    // Nobody needs this file if the machine fails here.
    database.exec(
      'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000',
    )
    const webhooks = readWebhooks(database)
    const insert = options.kind === 'pending' ? insertPending : insertFinished
    const insertRow = insert(database, { ...options, webhooks })
    for (let from = 0; from < options.rows; from += rowsInTransaction) {
      database.exec('BEGIN')
      const to = Math.min(from + rowsInTransaction, options.rows)
      for (let row = from; row < to; row++) insertRow(row)
      database.exec('COMMIT')
    }
    deriveIndexes(database)
    database.exec('PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL')
  } finally {
    database.close()
  }
}

function readWebhooks(database: DatabaseSync): SeedWebhook[] {
  const rows = database.prepare('SELECT id, workspace_id, lane_id FROM webhooks').all()
  if (rows.length === 0) throw new Error('The database to be filled has no webhook')
  return rows.map((row) => ({
    id: bytes(row.id),
    workspaceId: bytes(row.workspace_id),
    laneId: bytes(row.lane_id),
  }))
}

function bytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new Error('An id in the database is not a blob')
}

function deriveIndexes(database: DatabaseSync): void {
  database.exec(`
    BEGIN;
    INSERT OR IGNORE INTO events_by_workspace
      SELECT workspace_id, id FROM events ORDER BY workspace_id, id;
    INSERT OR IGNORE INTO events_by_type
      SELECT workspace_id, type, id FROM events ORDER BY workspace_id, type, id;
    INSERT OR IGNORE INTO deliveries_by_webhook
      SELECT webhook_id, status, id, workspace_id FROM deliveries
      ORDER BY webhook_id, status, id, workspace_id;
    UPDATE meta SET value = (SELECT coalesce(max(seq), 0) FROM events)
      WHERE key = 'events_indexed_seq';
    UPDATE meta SET value = (SELECT coalesce(max(seq), 0) FROM deliveries)
      WHERE key = 'deliveries_indexed_seq';
    COMMIT;
  `)
}
