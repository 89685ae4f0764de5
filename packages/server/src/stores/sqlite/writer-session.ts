import type { DatabaseSync } from 'node:sqlite'
import type { Holder } from '../operations/nodes.ts'
import type { Operation } from '../operations/query.ts'
import { createClaims, type Claims } from './claims.ts'
import { createJournal, type Journal } from './journal.ts'
import { createOperationRunner } from './run-operation.ts'

/** The writing connection and what is prepared on it. */
export interface WriterSession {
  readonly db: DatabaseSync
  readonly holder: Holder
  readonly journal: Journal
  readonly claims: Claims
  /** Parks what earlier runs of this process held in memory; the count. */
  readonly parkOrphans: () => number
  readonly run: <Result>(operation: Operation<Result>) => Result
}

export function openWriterSession(db: DatabaseSync, holder: Holder): WriterSession {
  const parkOrphans = db.prepare(
    `UPDATE queue SET state = 1, owner = NULL, epoch = NULL
     WHERE state = 0 AND NOT (owner = ? AND epoch = ?)`,
  )
  return {
    db,
    holder,
    journal: createJournal(db, holder),
    claims: createClaims(db, holder),
    parkOrphans: () => Number(parkOrphans.run(holder.node, holder.epoch).changes),
    run: createOperationRunner(db),
  }
}
