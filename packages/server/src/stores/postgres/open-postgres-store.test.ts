import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { freePort } from '../../../test/support/free-port.ts'
import { createTestDatabases } from '../../../test/support/postgres-databases.ts'
import { startPostgresServer } from '../../../test/support/postgres-server.ts'
import { newId, sampleAudit, sampleWorkspace, startMs } from '../contract/samples.ts'
import { openPostgresStore } from './open-postgres-store.ts'

const server = await startPostgresServer({
  access: ['host all guarded 127.0.0.1/32 scram-sha-256'],
})
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)
await server.query(`CREATE ROLE guarded LOGIN PASSWORD 'right'`)

function open(url: string, pooling: 'direct' | 'transaction' = 'direct') {
  return openPostgresStore({ url, pooling, connections: 4, nowMs: () => startMs })
}

async function reasonAgainst(url: string): Promise<string> {
  try {
    const { store } = await open(url)
    await store.close()
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'StoreError', String(error))
    assert.doesNotMatch(error.message, /s3cret/)
    return error.message
  }
  return ''
}

function urlFor(user: string, password: string, database = 'postgres'): string {
  return `postgres://${user}:${password}@127.0.0.1:${server.port}/${database}`
}

test('what keeps a server from its database is told in plain words, without the password', async () => {
  assert.match(
    await reasonAgainst(urlFor('guarded', 's3cret')),
    /^PostgreSQL does not accept the user or the password in DATABASE_URL/,
  )
  assert.match(
    await reasonAgainst(urlFor('postgres', 's3cret', 'nowhere')),
    /^the database in DATABASE_URL does not exist .*create it first/,
  )
  assert.match(
    await reasonAgainst(urlFor('guarded', 'right')),
    /^the user in DATABASE_URL may not do what Posthorn needs/,
  )
  assert.match(
    await reasonAgainst(`postgres://postgres:s3cret@127.0.0.1:${await freePort()}/postgres`),
    /^PostgreSQL cannot be reached with DATABASE_URL/,
  )
})

test('a role that may create nothing runs on a schema that it was given', async () => {
  await using database = await databases.create({ isEmpty: true })
  const name = new URL(database.url).pathname.slice(1)
  await server.query('CREATE SCHEMA posthorn AUTHORIZATION guarded', name)
  const { store } = await open(urlFor('guarded', 'right', name))
  assert.equal((await store.catalogChanges(0)).version, 0)
  await store.close()
})

test('a server that acknowledges commits before they are written is refused', async () => {
  await using database = await databases.create({ isEmpty: true })
  const name = new URL(database.url).pathname.slice(1)
  await server.query(`ALTER DATABASE ${name} SET synchronous_commit = off`)
  assert.match(await reasonAgainst(database.url), /^synchronous_commit is off/)
  await server.query(`ALTER DATABASE ${name} SET synchronous_commit = remote_apply`)
  const { store, durability } = await open(database.url)
  assert.deepEqual(durability, { synchronousCommit: 'remote_apply', fsync: false })
  await store.close()
})

test('behind a pooler, nothing of a session is relied on', async () => {
  await using database = await databases.create()
  const { store } = await open(database.url, 'transaction')
  await store.insertWorkspace(sampleWorkspace(), sampleAudit())
  assert.equal((await store.catalogChanges(0)).workspaces.length, 1)
  assert.deepEqual(await store.claimParked(newId(), 1), [])
  const name = new URL(database.url).pathname.slice(1)
  const sessions = await server.query(
    `SELECT DISTINCT query FROM pg_stat_activity
     WHERE application_name = 'posthorn' AND datname = current_database()`,
    name,
  )
  assert.ok(sessions.length > 0)
  for (const { query } of sessions) assert.doesNotMatch(String(query), /^(SET|PREPARE|LISTEN)/)
  await store.close()
})

test('rows of a restored dump are followed by greater numbers', async () => {
  await using database = await databases.create()
  const name = new URL(database.url).pathname.slice(1)
  const far = 10 ** 15
  await server.query(
    `UPDATE posthorn.meta SET value = ${far} WHERE key = 'events_indexed_seq'`,
    name,
  )
  const { store } = await open(database.url)
  const [row] = await server.query('SELECT posthorn.current_seq() > 1e15 AS is_greater', name)
  assert.equal(row?.['is_greater'], true)
  await store.close()
})
