import { Client } from 'pg'
import type { Store } from '../store.ts'
import { StoreError } from '../store-error.ts'
import { raiseSeqBase, readNewestSeq } from './align-seq.ts'
import { connectError } from './connect-error.ts'
import { createDatabase, type Database, type DatabaseOptions } from './database.ts'
import { readDurability, type Durability } from './durability.ts'
import { migrate } from './migrate.ts'
import { createNodeSession } from './node-session.ts'
import { registerNode } from './node.ts'
import { makeWeek, missingWeeks } from './partitions.ts'
import { createPostgresStore } from './postgres-store.ts'
import { describeTypes, type SqlPublishing } from './sql-publishing.ts'

export interface PostgresStoreOptions extends DatabaseOptions {
  readonly nowMs: () => number
  /** False: this node leaves the sending to others. Absent: it sends. */
  readonly isWorker?: boolean
  /** Whether old history is dropped by whole weeks, which is the default, or to the millisecond. */
  readonly dropsByWeek?: boolean
  /** Absent: publishing by SQL knows no type of a profile. */
  readonly publishing?: SqlPublishing
}

export interface OpenedPostgresStore {
  readonly store: Store
  readonly durability: Durability
}

const oldestVersion = 15
const connectTimeoutMs = 10_000

/**
 * Brings the schema up to date and starts a node. Rejects with a StoreError that tells an operator
 * what is wrong: the password, the database, the version, the durability.
 */
export async function openPostgresStore(
  options: PostgresStoreOptions,
): Promise<OpenedPostgresStore> {
  await prepareSchema(options.url)
  const database = createDatabase(options)
  try {
    const durability = await database.read(readDurability())
    await prepareData(database, options)
    const { isWorker = true, dropsByWeek = true, pooling, url } = options
    const number = await database.write(() => registerNode(isWorker))
    const store = createPostgresStore({
      database,
      node: createNodeSession(number, isWorker),
      dropsByWeek,
      listenUrl: pooling === 'direct' ? url : null,
    })
    return { store, durability }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function prepareSchema(url: string): Promise<void> {
  const client = createClient(url)
  // The end of the connection fails what is asked of it; nobody has to be told twice.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await assertVersion(client)
    await migrate(client)
  } catch (error) {
    throw connectError(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

function createClient(url: string): Client {
  try {
    return new Client({
      connectionString: url,
      application_name: 'posthorn',
      connectionTimeoutMillis: connectTimeoutMs,
    })
  } catch (error) {
    throw new StoreError('refused', `DATABASE_URL cannot be used: ${String(error)}`, {
      cause: error,
    })
  }
}

async function assertVersion(client: Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    `SELECT current_setting('server_version_num')::integer AS number,
       current_setting('server_version') AS name`,
  )
  const [version] = rows
  if (version !== undefined && Math.floor(version.number / 10_000) < oldestVersion) {
    throw new StoreError(
      'refused',
      `the database server is PostgreSQL ${version.name}; ${oldestVersion} or later is needed`,
    )
  }
}

async function prepareData(
  database: Database,
  { nowMs, publishing }: PostgresStoreOptions,
): Promise<void> {
  const newest = await database.read(readNewestSeq())
  await database.write(() => raiseSeqBase(newest))
  for (const week of await database.read(missingWeeks(nowMs()))) {
    await database.write(() => makeWeek(week))
  }
  if (publishing !== undefined) await database.write(() => describeTypes(publishing))
}
