import { sql as drizzleSql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { Kysely, PostgresDialect, sql } from 'kysely'
import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { Pool } from 'pg'
import { Posthorn } from 'posthorn'
import { eventually } from './support/eventually.ts'
import { createTestDatabases } from './support/postgres-databases.ts'
import { startPostgresServer } from './support/postgres-server.ts'
import { startReceiver } from './support/receiver.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

async function startEmbedded(t: TestContext) {
  const database = await databases.create()
  const posthorn = await Posthorn.start({
    dataDir: temporaryDirectory(t),
    databaseUrl: database.url,
    logLevel: 'silent',
    allowHttp: true,
    allowNetworks: ['127.0.0.0/8'],
  })
  const receiver = await startReceiver()
  const pool = new Pool({ connectionString: database.url })
  t.after(async () => {
    await pool.end()
    await posthorn.stop()
    await receiver[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })
  const { id: workspace } = await posthorn.api.workspaces.create({ name: 'Acme' })
  await posthorn.api.webhooks.create({ workspace, url: receiver.url, events: ['user.created'] })
  await pool.query('CREATE TABLE users (id text PRIMARY KEY)')

  return {
    posthorn,
    pool,
    receiver,
    publish: (id: string, client: object) =>
      posthorn.publish(
        { workspace, type: 'user.created', data: { id }, id, channels: ['a'] },
        { client },
      ),
  }
}

type Embedded = Awaited<ReturnType<typeof startEmbedded>>

/** Writes a row and its event in one transaction, and ends that as it is told. */
type Transact = (id: string, isCommitted: boolean) => Promise<void>

class RollBack extends Error {}

const programs: Readonly<Record<string, (embedded: Embedded) => Transact>> = {
  pg:
    ({ pool, publish }) =>
    async (id, isCommitted) => {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        await client.query('INSERT INTO users VALUES ($1)', [id])
        await publish(id, client)
        await client.query(isCommitted ? 'COMMIT' : 'ROLLBACK')
      } catch (error) {
        await client.query('ROLLBACK')
        throw error
      } finally {
        client.release()
      }
    },
  Kysely: ({ pool, publish }) => {
    const db = new Kysely<{ users: { id: string } }>({ dialect: new PostgresDialect({ pool }) })
    return (id, isCommitted) =>
      db.transaction().execute(async (transaction) => {
        await sql`INSERT INTO users VALUES (${id})`.execute(transaction)
        await publish(id, transaction)
        if (!isCommitted) throw new RollBack()
      })
  },
  Drizzle: ({ pool, publish }) => {
    const db = drizzle(pool)
    return (id, isCommitted) =>
      db.transaction(async (transaction) => {
        await transaction.execute(drizzleSql`INSERT INTO users VALUES (${id})`)
        await publish(id, transaction)
        if (!isCommitted) throw new RollBack()
      })
  },
}

for (const [name, program] of Object.entries(programs)) {
  test(`a transaction of ${name} publishes what it commits, once, and nothing else`, async (t) => {
    const embedded = await startEmbedded(t)
    const { pool, receiver, publish } = embedded
    const transact = program(embedded)
    const hostile = `'); DROP TABLE users; -- \\ $1 “é” 😀`
    for (let round = 0; round < 25; round++) {
      await transact(`${hostile} kept ${round}`, true)
      await transact(`${hostile} dropped ${round}`, false).catch((error: unknown) => {
        if (!(error instanceof RollBack)) throw error
      })
    }
    await eventually('every committed one', () => receiver.requests.length >= 25)
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM users')
    const sent = receiver.requests.map(({ body }) => String(JSON.parse(String(body)).data.id))
    assert.equal(sent.length, 25)
    assert.deepEqual(new Set(sent), new Set(rows.map(({ id }) => id)))
    await assert.rejects(transact(rows[0]?.id ?? '', true))
    await publish(`${hostile} kept 0`, pool)
    assert.equal(receiver.requests.length, 25)
  })
}

test('what is no connection is refused', async (t) => {
  const { publish } = await startEmbedded(t)
  for (const client of [{}, [], { query: 1 }]) {
    await assert.rejects(publish('1', client), { name: 'TypeError' })
  }
})
