import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { statusCode } from '../../src/stores/codes.ts'
import type { DatabaseState } from './database-state.ts'

/** The database of a server that kept its data in this directory, and has ended. */
export function inspectSqlite(dataDir: string): DatabaseState {
  const db = new DatabaseSync(join(dataDir, 'posthorn.sqlite'), { readOnly: true })
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
