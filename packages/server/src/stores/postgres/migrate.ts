import { readFileSync, readdirSync } from 'node:fs'
import type { ClientBase } from 'pg'
import { StoreError } from '../store-error.ts'

const directory = new URL('./migrations/', import.meta.url)

export interface Migration {
  readonly number: number
  readonly sql: string
}

/** The first key of every advisory lock of Posthorn's, the second for migrations. */
const migrationLock = '8030604, 1'

/**
 * Brings the schema `posthorn` up to date. Each migration and the note that it was made are one
 * transaction under one lock, so nodes that start together take turns, and one that is killed
 * half-way leaves nothing.
 */
export async function migrate(
  client: ClientBase,
  migrations: readonly Migration[] = readMigrations(),
): Promise<void> {
  while (await migrateOnce(client, migrations));
}

/** True: there may be more to do. */
async function migrateOnce(client: ClientBase, migrations: readonly Migration[]): Promise<boolean> {
  await client.query('BEGIN')
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${migrationLock})`)
    const current = await readVersion(client)
    assertKnown(current, migrations.at(-1)?.number ?? 0)
    const next = migrations.find(({ number }) => number > current)
    if (next !== undefined) await make(client, next)
    await client.query('COMMIT')
    return next !== undefined
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

async function readVersion(client: ClientBase): Promise<number> {
  // Not by IF NOT EXISTS alone: that asks for the right to create, where an operator may have
  // created the schema for a role that has none.
  const { rows } = await client.query<{ missing: boolean }>(
    `SELECT to_regclass('posthorn.migrations') IS NULL AS missing`,
  )
  if (rows[0]?.missing === true) {
    await client.query(`
      DO $$ BEGIN
        IF to_regnamespace('posthorn') IS NULL THEN CREATE SCHEMA posthorn; END IF;
      END $$;
      CREATE TABLE posthorn.migrations (
        number integer PRIMARY KEY,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`)
  }
  const newest = await client.query<{ number: number }>(
    'SELECT COALESCE(MAX(number), 0) AS number FROM posthorn.migrations',
  )
  return Number(newest.rows[0]?.number)
}

function assertKnown(current: number, newest: number): void {
  if (current <= newest) return
  throw new StoreError(
    'refused',
    `the database has schema ${current}, and this version of Posthorn knows schemas up to ${newest}: ` +
      'start the version that wrote it, or a newer one',
  )
}

async function make(client: ClientBase, { number, sql }: Migration): Promise<void> {
  try {
    await client.query(`SET LOCAL search_path = posthorn, pg_temp`)
    await client.query(sql)
    await client.query('INSERT INTO posthorn.migrations (number) VALUES ($1)', [number])
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StoreError('refused', `migration ${number} failed: ${reason}`, { cause: error })
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
