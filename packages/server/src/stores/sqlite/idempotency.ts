import type { DatabaseSync } from 'node:sqlite'

export type KeyUse = 'accepted' | 'conflict' | { readonly eventId: Uint8Array }

export interface IdempotencyKeys {
  /**
   * Takes a key for an event, or says what it was taken for before. The row stands in the
   * transaction of its event, so a key is never kept for an event that is not.
   */
  use(key: Uint8Array, fingerprint: Uint8Array, eventId: Uint8Array): KeyUse
}

type KeyRow = { fingerprint: Uint8Array; event_id: Uint8Array }

export function createIdempotency(db: DatabaseSync): IdempotencyKeys {
  const readGeneration = db.prepare(`SELECT value FROM meta WHERE key = 'idempotency_generation'`)
  const generations = [0, 1].map((generation) => ({
    find: db.prepare(`SELECT fingerprint, event_id FROM idempotency_${generation} WHERE key = ?`),
    insert: db.prepare(
      `INSERT INTO idempotency_${generation} (key, fingerprint, event_id) VALUES (?, ?, ?)`,
    ),
  }))

  return {
    use(key, fingerprint, eventId) {
      for (const { find } of generations) {
        // The columns are declared NOT NULL BLOB in a STRICT table.
        const row = find.get(key) as KeyRow | undefined
        if (row === undefined) continue
        return Buffer.compare(row.fingerprint, fingerprint) === 0
          ? { eventId: row.event_id }
          : 'conflict'
      }
      const current = generations[Number(readGeneration.get()?.['value'])]
      if (current === undefined) throw new Error('the idempotency generation is not 0 or 1')
      current.insert.run(key, fingerprint, eventId)
      return 'accepted'
    },
  }
}
