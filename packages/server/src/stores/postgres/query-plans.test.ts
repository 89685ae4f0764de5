import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabases } from '../../../test/support/postgres-databases.ts'
import { startPostgresServer } from '../../../test/support/postgres-server.ts'
import { eventually } from '../../../test/support/eventually.ts'
import {
  commit,
  finished,
  journalOne,
  newId,
  retried,
  sampleWebhook,
  startMs,
} from '../contract/samples.ts'
import type { Store } from '../store.ts'
import { openPostgresStore } from './open-postgres-store.ts'

const server = await startPostgresServer()
after(async () => {
  await database[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})
const databases = createTestDatabases(server)

const database = await databases.create()
const query = (sql: string) => server.query(sql, new URL(database.url).pathname.slice(1))
const webhook = sampleWebhook()
const backlog = 5000

// Statistics that say that there is nothing, as after a quiet night.
await query('ANALYZE posthorn.queue; ANALYZE posthorn.events')
await query('ALTER TABLE posthorn.queue SET (autovacuum_enabled = off)')
const first = newId()
const idOf = (n: string): string => `(left('${first}', 24) || lpad(to_hex(${n}), 8, '0'))::uuid`
await query(`
  INSERT INTO posthorn.events (id, workspace_id, seq, occurred_at_ms, accepted_at_ms, is_test, type,
    data)
  SELECT ${idOf('n')}, '${webhook.workspaceId}', 0, 0, 0, 0, 'a', '{}'
  FROM generate_series(1, ${backlog}) AS n;
  INSERT INTO posthorn.queue (id, workspace_id, event_id, webhook_id, lane_id, state, due_at_ms)
  SELECT ${idOf('n')}, '${webhook.workspaceId}', ${idOf('n')}, '${webhook.id}', '${webhook.laneId}',
    1 + n % 2, CASE n % 2 WHEN 1 THEN n END
  FROM generate_series(1, ${backlog}) AS n`)

const grown = `'^(queue|bodies|events|deliveries|attempts)(_|$)'`

/** How often each index was looked into, and how many rows were read without one. */
async function readCounts(): Promise<ReadonlyMap<string, number>> {
  const rows = await query(`
    SELECT indexrelname AS name, idx_scan AS count FROM pg_stat_user_indexes WHERE relname ~ ${grown}
    UNION ALL SELECT 'none', sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname ~ ${grown}`)
  const counts = new Map<string, number>()
  for (const { name, count } of rows) {
    // The partition of a week has an index of its own.
    const key = String(name).replace(/_\d\w*?_/, '_')
    counts.set(key, (counts.get(key) ?? 0) + Number(count))
  }
  return counts
}

async function countsAfter(work: (store: Store) => Promise<unknown>) {
  const before = await readCounts()
  const options = { url: database.url, pooling: 'direct', connections: 4 } as const
  const { store } = await openPostgresStore({ ...options, nowMs: () => startMs })
  await work(store)
  await store.close()
  // A session tells what it has read when it ends.
  await eventually('the sessions to end', async () => {
    const sessions = `SELECT FROM pg_stat_activity
      WHERE application_name = 'posthorn' AND datname = current_database()`
    return (await query(sessions)).length === 0
  })
  const after = await readCounts()
  return (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0)
}

/** What the work looks into, beyond what a start and an end do. */
async function indexesReadBy(work: (store: Store) => Promise<unknown>): Promise<string[]> {
  const atStart = await countsAfter(async () => undefined)
  const withWork = await countsAfter(work)
  const names = [...(await readCounts()).keys()]
  return names.filter((name) => withWork(name) > atStart(name)).toSorted()
}

const held = (store: Store) => journalOne(store, sampleWebhook())

test('journaling an event looks into nothing', async () => {
  assert.deepEqual(await indexesReadBy(held), [])
})

test('settling a delivery finds it by its key', async () => {
  const read = await indexesReadBy(async (store) => {
    await commit(store, [], [finished(await held(store), 'success')])
  })
  assert.deepEqual(read, ['queue_pkey'])
})

test('scheduling a retry finds its delivery by its key, and whether its body is kept', async () => {
  const read = await indexesReadBy(async (store) => {
    await commit(store, [], [retried(await held(store), startMs)])
  })
  assert.deepEqual(read, ['bodies_pkey', 'queue_pkey'])
})

test('a claim of parked deliveries reads its lane from the partial index', async () => {
  const read = await indexesReadBy(async (store) => {
    assert.equal((await store.claimParked(webhook.laneId, 10)).length, 10)
  })
  assert.deepEqual(read, ['bodies_pkey', 'events_pkey', 'queue_parked', 'queue_pkey'])
})

test('a claim of due deliveries reads them in order of time from the partial index', async () => {
  const read = await indexesReadBy(async (store) => {
    assert.equal((await store.claimDue(startMs, 10)).deliveries.length, 10)
  })
  assert.deepEqual(read, ['bodies_pkey', 'events_pkey', 'queue_due', 'queue_pkey'])
})

test('lanes with parked deliveries are found by jumps', async () => {
  const read = await indexesReadBy(async (store) => {
    assert.deepEqual(await store.lanesWithParked(null, 10), [webhook.laneId])
  })
  assert.deepEqual(read, ['queue_parked'])
})

test('a claim in order reads what of its lane is parked and scheduled, each from its partial index', async () => {
  const read = await indexesReadBy(async (store) => {
    assert.notEqual((await store.claimInOrder(webhook.laneId, 10)).waitsFor, null)
  })
  assert.deepEqual(read, ['queue_parked', 'queue_scheduled'])
})
