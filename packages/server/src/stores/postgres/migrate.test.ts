import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { Client } from 'pg'
import { createTestDatabases } from '../../../test/support/postgres-databases.ts'
import { startPostgresServer } from '../../../test/support/postgres-server.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { startMs } from '../contract/samples.ts'
import { migrate } from './migrate.ts'
import { openPostgresStore } from './open-postgres-store.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

const migrations = [
  { number: 1, sql: 'CREATE TABLE one (x integer)' },
  { number: 2, sql: 'CREATE TABLE two (x integer); INSERT INTO two VALUES (2)' },
]

async function emptyDatabase(t: TestContext) {
  const database = await databases.create({ isEmpty: true })
  t.after(() => database[Symbol.asyncDispose]())
  return {
    url: database.url,
    connect: async (): Promise<Client> => {
      const client = new Client({ connectionString: database.url })
      client.on('error', () => undefined)
      await client.connect()
      t.after(() => client.end())
      return client
    },
  }
}

async function schemaOf(client: Client) {
  const made = await client.query('SELECT number FROM posthorn.migrations ORDER BY number')
  const tables = await client.query(
    `SELECT relname FROM pg_class WHERE relnamespace = 'posthorn'::regnamespace AND relkind = 'r'
       AND relname <> 'migrations' ORDER BY relname`,
  )
  return {
    made: made.rows.map(({ number }) => Number(number)),
    tables: tables.rows.map(({ relname }) => String(relname)),
  }
}

test('each migration is made once, in order', async (t) => {
  const client = await (await emptyDatabase(t)).connect()
  await migrate(client, migrations.slice(0, 1))
  assert.deepEqual(await schemaOf(client), { made: [1], tables: ['one'] })
  await migrate(client, migrations)
  await migrate(client, migrations)
  assert.deepEqual(await schemaOf(client), { made: [1, 2], tables: ['one', 'two'] })
})

test('a migration that fails half-way leaves nothing of itself', async (t) => {
  const client = await (await emptyDatabase(t)).connect()
  const broken = {
    number: 3,
    sql: 'CREATE TABLE three (x integer); INSERT INTO missing VALUES (1)',
  }
  await assert.rejects(migrate(client, [...migrations, broken]), {
    name: 'StoreError',
    outcome: 'refused',
    message: /migration 3 failed/,
  })
  assert.deepEqual(await schemaOf(client), { made: [1, 2], tables: ['one', 'two'] })
})

test('a newer schema is refused, and told', async (t) => {
  const client = await (await emptyDatabase(t)).connect()
  await migrate(client, migrations)
  await assert.rejects(migrate(client, migrations.slice(0, 1)), {
    name: 'StoreError',
    message: /has schema 2, and this version of Posthorn knows schemas up to 1/,
  })
})

test('a node that is killed amid a migration leaves it to the next one', async (t) => {
  const database = await emptyDatabase(t)
  const [killed, other] = [await database.connect(), await database.connect()]
  const slow = { number: 3, sql: 'CREATE TABLE three (x integer); SELECT pg_sleep(60)' }
  const migrating = assert.rejects(migrate(killed, [...migrations, slow]))
  await eventually('the migration to be under way', async () => {
    const { rowCount } = await other.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE query LIKE '%pg_sleep(60)' AND pid <> pg_backend_pid() AND datname = current_database()`,
    )
    return rowCount === 1
  })
  await migrating
  const quick = { number: 3, sql: 'CREATE TABLE three (x integer)' }
  await migrate(other, [...migrations, quick])
  assert.deepEqual((await schemaOf(other)).made, [1, 2, 3])
})

test('ten nodes that start at once find one schema and ten numbers', async (t) => {
  const { url, connect } = await emptyDatabase(t)
  const opened = await Promise.all(
    Array.from({ length: 10 }, () =>
      openPostgresStore({ url, pooling: 'direct', connections: 4, nowMs: () => startMs }),
    ),
  )
  const client = await connect()
  const { rows } = await client.query(
    'SELECT count(DISTINCT id)::integer AS count FROM posthorn.nodes',
  )
  assert.deepEqual(rows, [{ count: 10 }])
  const { made } = await schemaOf(client)
  assert.deepEqual(
    made,
    made.map((_, index) => index + 1),
  )
  await Promise.all(opened.map(({ store }) => store.close()))
})
