import { openPostgresStore } from './postgres/open-postgres-store.ts'
import type { SqlPublishing } from './postgres/sql-publishing.ts'
import { openSqliteStore } from './sqlite/open-sqlite-store.ts'
import type { Store } from './store.ts'

export interface StorePlace {
  /** Of SQLite; made when it does not exist. */
  readonly directory: string
  /** null: SQLite keeps everything. */
  readonly postgres: {
    readonly url: string
    readonly connections: number
    readonly pooling: 'direct' | 'transaction'
    readonly publishing: SqlPublishing
    /** Absent: it sends. */
    readonly isWorker?: boolean
  } | null
  readonly nowMs: () => number
}

export interface OpenedStore {
  readonly store: Store
  /** What has happened to a commit when it is acknowledged, in the database's own words. */
  readonly durability: string
  /** How often to look for events that were raised past this process. */
  readonly wakeInboxEveryMs: number
}

/** Nobody but this process raises anything that would have to be found soon. */
const sqliteWakeMs = 1000
/** By SQL anybody raises events at any time, and is promised that they are on their way in 50 ms. */
const postgresWakeMs = 25

/** Rejects with a StoreError that tells an operator what is wrong. */
export async function openStore({ directory, postgres, nowMs }: StorePlace): Promise<OpenedStore> {
  if (postgres === null) {
    const store = await openSqliteStore({ directory, nowMs })
    return { store, durability: 'SQLite, synchronous=FULL', wakeInboxEveryMs: sqliteWakeMs }
  }
  const { store, durability } = await openPostgresStore({ ...postgres, nowMs })
  const { synchronousCommit, fsync } = durability
  return {
    store,
    wakeInboxEveryMs: postgresWakeMs,
    durability: `PostgreSQL, synchronous_commit=${synchronousCommit}${fsync ? '' : ', fsync=off'}`,
  }
}
