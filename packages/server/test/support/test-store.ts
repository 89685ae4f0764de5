import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { openStore } from '../../src/stores/open-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { templateDatabase } from './postgres-databases.ts'

/**
 * The same tests run on either store: on SQLite, or, where this variable names a server, on
 * PostgreSQL (see `on-postgres.test.ts`). A directory of test data then stands for a database.
 */
const serverUrl = process.env.POSTHORN_TEST_POSTGRES_SERVER

const testPostgres = {
  connections: 6,
  pooling: 'direct',
  publishing: { typeNames: [], maxDataBytes: 262_144 },
} as const

/** The store of a test's directory, made when there is none yet. */
export async function openTestStore(directory: string, nowMs: () => number): Promise<Store> {
  const url = await databaseOf(directory)
  const postgres = url === null ? null : { ...testPostgres, url }
  return (await openStore({ directory, postgres, nowMs })).store
}

/** What a server needs to be told of the store of a test's directory. */
export async function storeEnvironment(directory: string): Promise<Record<string, string>> {
  const url = await databaseOf(directory)
  return url === null ? {} : { DATABASE_URL: url }
}

async function databaseOf(directory: string): Promise<string | null> {
  if (serverUrl === undefined) return null
  const name = `data_${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`
  const client = new Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (found.rowCount === 0)
      await client.query(`CREATE DATABASE ${name} TEMPLATE ${templateDatabase}`)
  } finally {
    await client.end()
  }
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
