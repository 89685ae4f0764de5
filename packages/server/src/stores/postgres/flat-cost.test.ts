import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabases } from '../../../test/support/postgres-databases.ts'
import { startPostgresServer } from '../../../test/support/postgres-server.ts'
import { eventually } from '../../../test/support/eventually.ts'
import {
  newId,
  onlyOne,
  commit,
  finished,
  journalOne,
  retried,
  sampleWebhook,
  startMs,
} from '../contract/samples.ts'
import { openPostgresStore } from './open-postgres-store.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

const backlog = 20_000

test('with a long backlog and a long history, no step of a delivery reads a whole table', async () => {
  await using database = await databases.create()
  const name = new URL(database.url).pathname.slice(1)
  const open = async () => {
    const options = { url: database.url, pooling: 'direct', connections: 4 } as const
    return (await openPostgresStore({ ...options, nowMs: () => startMs })).store
  }
  const query = (sql: string) => server.query(sql, name)
  const webhook = sampleWebhook()
  const [lane, workspace] = [webhook.laneId, webhook.workspaceId]
  // Statistics that say the tables are empty, as after a quiet night.
  await query('ANALYZE posthorn.queue; ANALYZE posthorn.events; ANALYZE posthorn.deliveries')
  await query(`ALTER TABLE posthorn.queue SET (autovacuum_enabled = off)`)
  const first = newId()
  const idOf = (n: string) => `(left('${first}', 24) || lpad(to_hex(${n}), 8, '0'))::uuid`
  await query(`
    INSERT INTO posthorn.events (id, workspace_id, seq, occurred_at_ms, accepted_at_ms, is_test, type,
      data)
    SELECT ${idOf('n')}, '${workspace}', 0, 0, 0, 0, 'a', '{}' FROM generate_series(1, ${backlog}) AS n;
    INSERT INTO posthorn.queue (id, workspace_id, event_id, webhook_id, lane_id, state, due_at_ms)
    SELECT ${idOf('n')}, '${workspace}', ${idOf('n')}, '${webhook.id}', '${lane}', 1 + n % 2,
      CASE n % 2 WHEN 1 THEN n END
    FROM generate_series(1, ${backlog}) AS n;
    INSERT INTO posthorn.deliveries (id, workspace_id, event_id, webhook_id, seq, finished_at_ms,
      attempts, status)
    SELECT ${idOf('n')}, '${workspace}', ${idOf('n')}, '${webhook.id}', 0, 0, 1, 1
    FROM generate_series(${backlog + 1}, ${2 * backlog}) AS n`)
  await query('SELECT pg_stat_reset()')

  const store = await open()
  for (let round = 0; round < 8; round++) {
    const one = await journalOne(store, sampleWebhook({ workspaceId: workspace }))
    const two = await journalOne(store, sampleWebhook({ workspaceId: workspace }))
    await commit(store, [], [finished(one, 'success'), retried(two, startMs)])
    assert.equal((await store.claimParked(lane, 10)).length, 10)
    assert.equal((await store.claimDue(startMs, 10)).deliveries.length, 10)
    assert.notEqual((await store.claimInOrder(lane, 10)).waitsFor, null)
    await store.newestPending()
    await store.lanesWithParked(null, 10)
    onlyOne(await store.listDeliveriesOfEvent(workspace, one.event.id))
    await store.getDelivery(workspace, one.id)
    await store.listDeliveriesOfWebhook(
      webhook,
      { statuses: null },
      { before: null, limit: 10, offset: 0 },
    )
    await store.cancelWaiting(webhook, 'deleted', startMs, 2)
  }
  await store.close()
  const rows = await eventually('the statistics of the sessions that ended', async () => {
    const found = await query(`
      SELECT sum(seq_tup_read)::integer AS read, sum(idx_scan)::integer AS scans
      FROM pg_stat_user_tables
      WHERE relname = 'queue' OR relname LIKE 'events_2%' OR relname LIKE 'deliveries_2%'`)
    return Number(found[0]?.['scans']) > 100 && found
  })
  // Closing looks for nothing either; the count is of rows that a walk over a table has read.
  const read = Number(rows[0]?.['read'])
  assert.ok(read < backlog / 10, `${read} rows`)
})
