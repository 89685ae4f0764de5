import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Config } from '../../src/config/config.ts'
import { statusCode } from '../../src/stores/codes.ts'
import { openSqliteStore } from '../../src/stores/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/stores/store.ts'
import type { DatabaseState, LedgerDatabase } from './ledger-database.ts'

/** In the driver's process: the database of a server that keeps its data there. */
export function createSqliteDatabase(dataDir: string): LedgerDatabase {
  return {
    environment: {},
    inspect: async () => inspect(join(dataDir, 'posthorn.sqlite')),
  }
}

/** In the server's process: the store that its settings lead to. */
export function openStore({ dataDir }: Config): Promise<Store> {
  return openSqliteStore({ directory: dataDir, nowMs: () => Date.now() })
}

function inspect(path: string): DatabaseState {
  const db = new DatabaseSync(path, { readOnly: true })
  const numberOf = (sql: string) => Number(Object.values(db.prepare(sql).get() ?? {})[0])
  try {
    return {
      integrity: String(db.prepare('PRAGMA integrity_check').get()?.['integrity_check']),
      pending: numberOf('SELECT count(*) FROM queue'),
      unsuccessful: numberOf(
        `SELECT count(*) FROM deliveries WHERE status <> ${statusCode.success}`,
      ),
      events: numberOf('SELECT count(*) FROM events'),
    }
  } finally {
    db.close()
  }
}
