import { readFileSync, readdirSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'

const directory = new URL('./migrations/', import.meta.url)

interface Migration {
  readonly number: number
  readonly sql: string
}

/**
 * Brings the schema up to date. Each migration and the note that it was made are one transaction,
 * so a process that is killed half-way makes it again, whole.
 */
export function migrate(
  db: DatabaseSync,
  migrations: readonly Migration[] = readMigrations(),
): void {
  const current = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  const newest = migrations.at(-1)?.number ?? 0
  if (current > newest) {
    throw new StoreError(
      'refused',
      `the database has schema ${current}, and this version of Posthorn knows schemas up to ${newest}: ` +
        'start the version that wrote it, or a newer one',
    )
  }
  for (const { number, sql } of migrations) {
    if (number <= current) continue
    try {
      db.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${number}; COMMIT`)
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw new StoreError('refused', `migration ${number} failed`, { cause: error })
    }
  }
}

/** `0001_init.sql` and so on, in order of their numbers. */
function readMigrations(): Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => ({
      number: Number.parseInt(name, 10),
      sql: readFileSync(new URL(name, directory), 'utf8'),
    }))
}
