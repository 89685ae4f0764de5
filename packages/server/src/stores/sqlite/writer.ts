import { startEpoch } from '../operations/nodes.ts'
import type { Operation } from '../operations/query.ts'
import { StoreError } from '../store-error.ts'
import { inTransaction, openForWriting, reopenAfterFailure } from './connection.ts'
import { followClock } from './follow-clock.ts'
import { migrate } from './migrate.ts'
import { createOperationRunner } from './run-operation.ts'
import { openWriterSession, type WriterSession } from './writer-session.ts'

/** The one connection that writes. */
export interface Writer {
  write<Result>(work: (session: WriterSession) => Result): Result
  /**
   * For what is simply done again when a power cut undoes it. It is not fsynced, so it holds up
   * nobody for that; the next write's fsync covers it.
   */
  writeLazily<Result>(work: (session: WriterSession) => Result): Result
  /** Reads what is committed. */
  read<Result>(operation: Operation<Result>): Result
  close(): void
}

/** One process has one node in a SQLite database. */
const node = 1

/** Opens the database, brings its schema up to date, and starts this node's next epoch. */
export function openWriter(path: string, nowMs: number): Writer {
  const db = openForWriting(path)
  migrate(db)
  const holder = inTransaction(db, () => {
    const run = createOperationRunner(db)
    run(followClock(node, nowMs))
    return run(startEpoch(node, nowMs))
  })
  let session: WriterSession | null = openWriterSession(db, holder)

  /** A connection whose commit or roll-back failed is not trusted with anything more. */
  function usable(): WriterSession {
    session ??= openWriterSession(reopenAfterFailure(path), holder)
    return session
  }

  function guarded<Result>(work: (session: WriterSession) => Result): Result {
    const current = usable()
    try {
      return work(current)
    } catch (error) {
      const isUnknown = error instanceof StoreError && error.outcome === 'unknown'
      if (isUnknown || current.db.isTransaction) {
        session = null
        current.db.close()
      }
      throw error
    }
  }

  return {
    write: (work) => guarded((current) => inTransaction(current.db, () => work(current))),
    writeLazily: (work) =>
      guarded((current) => {
        current.db.exec('PRAGMA synchronous = NORMAL')
        try {
          return inTransaction(current.db, () => work(current))
        } finally {
          current.db.exec('PRAGMA synchronous = FULL')
        }
      }),
    read: (operation) => guarded(({ run }) => run(operation)),
    close: () => session?.db.close(),
  }
}
