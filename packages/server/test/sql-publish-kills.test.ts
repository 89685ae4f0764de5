import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { createApiCall, textOf } from './support/api-client.ts'
import { eventually } from './support/eventually.ts'
import { createTestDatabases } from './support/postgres-databases.ts'
import { startPostgresServer } from './support/postgres-server.ts'
import { startReceiver } from './support/receiver.ts'
import { startServerProcess, testAdminKey } from './support/server-process.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

/** As many are committed as are rolled back. */
const pairs = 10_000
const connections = 4
/** Counted in arrivals. */
const killAfter = [200, 2500, 5000, 8000]
const inFlight = 64
/** Outcomes that one commit takes along, and as many that wait for the next one. */
const mostUnwritten = 1024
/** Twelve seconds pass until what a killed server held is taken over. */
const patienceMs = 180_000
const timeout = 600_000

/** Ways to publish, and to take it back. */
const takenBack: readonly ((publish: string) => string)[] = [
  (publish) => `BEGIN; ${publish}; ROLLBACK`,
  (publish) => `BEGIN; ${publish}; SELECT 1 / 0; COMMIT`,
  (publish) => `BEGIN; SAVEPOINT s; ${publish}; ROLLBACK TO SAVEPOINT s; COMMIT`,
]

interface Arrival {
  readonly number: number
  readonly eventId: string
  /** How often the server had been killed by then. */
  readonly kills: number
}

test(
  'ten thousand that are committed arrive, ten thousand that are rolled back do not, through kill -9',
  { timeout },
  async (t) => {
    await using database = await databases.create()
    await using receiver = await startReceiver()
    const arrivals: Arrival[] = []
    let kills = 0
    receiver.answer = ({ body }) => {
      // The standard profile's body, around the data that is published below.
      const { id, data } = JSON.parse(String(body)) as { id: string; data: { number: number } }
      arrivals.push({ number: data.number, eventId: id, kills })
      return { status: 200 }
    }
    const dataDir = temporaryDirectory(t)
    const start = () =>
      startServerProcess(dataDir, {
        environment: {
          DATABASE_URL: database.url,
          POSTHORN_MAX_IN_FLIGHT: String(inFlight),
          POSTHORN_MAX_IN_FLIGHT_PER_WEBHOOK: String(inFlight),
        },
      })
    let posthorn = await start()
    try {
      const workspace = await subscribe(posthorn.url, receiver.url)
      const publishing = publishAll(database.url, workspace)
      for (const count of killAfter) {
        await eventually(`${count} arrivals`, () => arrivals.length >= count, patienceMs)
        await posthorn.kill()
        kills += 1
        posthorn = await start()
      }
      await publishing
      const numbersOf = () => new Set(arrivals.map(({ number }) => number))
      await eventually('every committed one', () => numbersOf().size >= pairs, patienceMs)
      await eventually(
        'every outcome to be written',
        async () => {
          const waiting = 'SELECT FROM posthorn.inbox UNION ALL SELECT FROM posthorn.queue'
          return (await server.query(waiting, nameOf(database.url))).length === 0
        },
        patienceMs,
      )
      assert.equal(await posthorn.stop(), 0)

      const rows = await server.query('SELECT number FROM orders', nameOf(database.url))
      assert.deepEqual(numbersOf(), new Set(rows.map((row) => row['number'])))
      assert.equal(new Set(arrivals.map(({ eventId }) => eventId)).size, pairs)
      const [journaled] = await server.query(
        'SELECT count(*)::integer FROM posthorn.events',
        nameOf(database.url),
      )
      assert.equal(journaled?.['count'], pairs)
      const duplicates = arrivals.length - pairs
      t.diagnostic(`${duplicates} duplicates of ${pairs}, by ${kills} kills`)
      assert.deepEqual(repeatedWithoutKill(arrivals), [])
      assert.ok(duplicates <= kills * (inFlight + mostUnwritten), `${duplicates} duplicates`)
    } finally {
      await posthorn.kill()
    }
  },
)

async function subscribe(url: string, receiverUrl: string): Promise<string> {
  const call = createApiCall(url, testAdminKey)
  const workspace = textOf((await call('POST', '/v1/workspaces', { name: 'Acme' })).body.id)
  const webhook = { workspace, url: receiverUrl, events: ['user.created'] }
  assert.equal((await call('POST', '/v1/webhooks', webhook)).status, 201)
  return workspace
}

/** Every other number is rolled back; each row of the table stands for a transaction that was committed. */
async function publishAll(databaseUrl: string, workspace: string): Promise<void> {
  await server.query('CREATE TABLE orders (number integer PRIMARY KEY)', nameOf(databaseUrl))
  let next = 0

  async function publishOn(client: Client): Promise<void> {
    while (next < pairs * 2) {
      const number = next++
      const publish = `INSERT INTO orders VALUES (${number});
        SELECT posthorn.publish('${workspace}', 'user.created', '{"number":${number}}')`
      const takeBack = takenBack[Math.floor(number / 2) % takenBack.length]
      if (number % 2 === 0 || takeBack === undefined)
        await client.query(`BEGIN; ${publish}; COMMIT`)
      else await client.query(takeBack(publish)).catch(() => client.query('ROLLBACK'))
    }
  }

  const clients = Array.from(
    { length: connections },
    () => new Client({ connectionString: databaseUrl }),
  )
  await Promise.all(clients.map((client) => client.connect()))
  await Promise.all(clients.map(publishOn))
  await Promise.all(clients.map((client) => client.end()))
}

/** A repeat has a reason when the server was killed between the two. */
function repeatedWithoutKill(arrivals: readonly Arrival[]): number[] {
  const latest = new Map<number, Arrival>()
  const faults: number[] = []
  for (const arrival of arrivals) {
    const { number, kills } = arrival
    if (latest.get(number)?.kills === kills) faults.push(number)
    latest.set(number, arrival)
  }
  return faults
}

function nameOf(databaseUrl: string): string {
  return new URL(databaseUrl).pathname.slice(1)
}
