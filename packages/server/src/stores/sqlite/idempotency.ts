import type { DatabaseSync } from 'node:sqlite'

export type KeyUse = 'accepted' | 'conflict' | { readonly eventId: Uint8Array }

/**
 * Takes a key for an event, or says what it was taken for before. The row stands in the transaction
 * of its event, so no key is kept for an event that is not.
 */
export type UseKey = (key: Uint8Array, fingerprint: Uint8Array, eventId: Uint8Array) => KeyUse

type KeyRow = { fingerprint: Uint8Array; event_id: Uint8Array }

/** Gives, at the start of a batch, the function that takes its keys. */
export function createIdempotency(db: DatabaseSync): () => UseKey {
  const readGeneration = db.prepare(`SELECT value FROM meta WHERE key = 'idempotency_generation'`)
  const useIn = [useKey(db, 0, 1), useKey(db, 1, 0)] as const
  return () => (readGeneration.get()?.['value'] === 0 ? useIn[0] : useIn[1])
}

function useKey(db: DatabaseSync, current: 0 | 1, older: 0 | 1): UseKey {
  const find = (generation: 0 | 1) =>
    db.prepare(`SELECT fingerprint, event_id FROM idempotency_${generation} WHERE key = ?`)
  const findOlder = find(older)
  const findCurrent = find(current)
  const insert = db.prepare(
    `INSERT INTO idempotency_${current} (key, fingerprint, event_id) VALUES (?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )

  return (key, fingerprint, eventId) => {
    const inOlder = findOlder.get(key)
    if (inOlder === undefined && insert.run(key, fingerprint, eventId).changes === 1) {
      return 'accepted'
    }
    // The columns are NOT NULL BLOBs of a STRICT table.
    const used = (inOlder ?? findCurrent.get(key)) as KeyRow
    return Buffer.compare(used.fingerprint, fingerprint) === 0
      ? { eventId: used.event_id }
      : 'conflict'
  }
}
