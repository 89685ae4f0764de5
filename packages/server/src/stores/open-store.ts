import { openPostgresStore } from './postgres/open-postgres-store.ts'
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
  } | null
  readonly nowMs: () => number
}

export interface OpenedStore {
  readonly store: Store
  /** What has happened to a commit when it is acknowledged, in the database's own words. */
  readonly durability: string
}

/** Rejects with a StoreError that tells an operator what is wrong. */
export async function openStore({ directory, postgres, nowMs }: StorePlace): Promise<OpenedStore> {
  if (postgres === null) {
    const store = await openSqliteStore({ directory, nowMs })
    return { store, durability: 'SQLite, synchronous=FULL' }
  }
  const { store, durability } = await openPostgresStore({ ...postgres, nowMs })
  const { synchronousCommit, fsync } = durability
  return {
    store,
    durability: `PostgreSQL, synchronous_commit=${synchronousCommit}${fsync ? '' : ', fsync=off'}`,
  }
}
