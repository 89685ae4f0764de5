import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'

const busyTimeoutMs = 5_000

/**
 * WAL with `synchronous=FULL`: a commit has been fsynced when it returns. Checkpoints are small and
 * frequent, so that no single commit waits long for one. What is deleted is overwritten where it
 * stood, which costs nothing that can be measured.
 */
export function openForWriting(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs })
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -32768;
    PRAGMA temp_store = MEMORY;
  `)
  return db
}

/**
 * A connection after a commit of unknown outcome. An fsync that failed may have left pages in the
 * system's cache that count as written and are not, and the next fsync would not say so. Reading
 * the log anew shows what the database holds now; copying all of that into the database file, and
 * fsyncing this copy, makes what is seen from here on durable.
 */
export function reopenAfterFailure(path: string): DatabaseSync {
  const db = openForWriting(path)
  try {
    const checkpoint = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    if (checkpoint?.['busy'] !== 0) {
      throw new StoreError('refused', 'the database is recovering from a failed commit')
    }
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

export function openForReading(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs })
  db.exec('PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;')
  return db
}

/**
 * Runs `work` between BEGIN and COMMIT. What fails before COMMIT is rolled back and surely not
 * there: `refused`. When COMMIT itself fails, the pages may be on disk all the same: `unknown`.
 */
export function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
  let result: Result
  try {
    db.exec('BEGIN IMMEDIATE')
    result = work()
  } catch (error) {
    rollBack(db)
    throw refusal(error)
  }
  try {
    db.exec('COMMIT')
  } catch (error) {
    throw new StoreError('unknown', `the commit failed: ${messageOf(error)}`, { cause: error })
  }
  return result
}

/** One moment of the database for all statements of `work`. */
export function inSnapshot<Result>(db: DatabaseSync, work: () => Result): Result {
  try {
    db.exec('BEGIN')
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(db)
    throw refusal(error)
  }
}

export function refusal(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  return new StoreError('refused', messageOf(error), { cause: error })
}

/** A transaction that cannot even be rolled back ends with its connection; see `writer.ts`. */
function rollBack(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec('ROLLBACK')
  } catch {
    // What went wrong first is thrown by the caller.
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
