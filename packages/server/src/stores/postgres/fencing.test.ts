import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { Client } from 'pg'
import { eventually } from '../../../test/support/eventually.ts'
import { createTestDatabases } from '../../../test/support/postgres-databases.ts'
import { startPostgresServer } from '../../../test/support/postgres-server.ts'
import {
  commit,
  entryOf,
  finished,
  heldOf,
  journalOne,
  onlyOne,
  retried,
  sampleEvent,
  sampleWebhook,
  startMs,
} from '../contract/samples.ts'
import type { Store } from '../store.ts'
import { openPostgresStore } from './open-postgres-store.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

const refused = { name: 'StoreError', outcome: 'refused' }
const unknown = { name: 'StoreError', outcome: 'unknown' }

/** Nodes of one database, and a connection to interfere with. */
async function startNodes(t: TestContext, count: number) {
  const database = await databases.create()
  const stores: Store[] = []
  for (let n = 0; n < count; n++) {
    const options = { pooling: 'direct', connections: 4, nowMs: () => startMs } as const
    stores.push((await openPostgresStore({ ...options, url: database.url })).store)
  }
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query('SET search_path = posthorn')
  t.after(async () => {
    await client.end()
    await Promise.all(stores.map((store) => store.close()))
    await database[Symbol.asyncDispose]()
  })
  const [first, second] = stores
  if (first === undefined) throw new Error('a test has a node at least')
  return {
    first,
    second: second ?? first,
    sql: async (text: string) => (await client.query(text)).rows,
    /** As if the first node had not been heard of for so long. */
    silence: (seconds: number) =>
      client.query(
        `UPDATE nodes SET heartbeat_at = heartbeat_at - interval '${seconds} s'
         WHERE id = (SELECT min(id) FROM nodes WHERE NOT has_ended)`,
      ),
    /** Ends the connection that runs a statement like this, once it waits for a lock. */
    // Not through the client above: within a transaction it would see the same activity for ever.
    cut: (like: string) =>
      eventually(`a connection that waits in ${like}`, async () => {
        const rows = await server.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE query LIKE '%${like}%' AND wait_event_type = 'Lock'`,
        )
        return rows.length === 1
      }),
  }
}

test('a node that was silent too long is taken over from, and can write nothing of what it held', async (t) => {
  const { first, second, silence } = await startNodes(t, 2)
  const webhook = sampleWebhook()
  const held = await journalOne(first, webhook)
  await silence(11)
  assert.equal(await second.takeOver(startMs), 0)
  await silence(2)
  assert.equal(await second.takeOver(startMs), 1)
  const [theirs] = await second.claimParked(webhook.laneId, 10)
  assert.deepEqual(theirs, held)

  await commit(first, [], [finished(held, 'failed')])
  await commit(first, [], [retried(held, startMs)])
  await commit(first, [], [{ kind: 'park', delivery: held }])
  assert.equal((await second.getDelivery(webhook.workspaceId, held.id))?.status, 'pending')
  await commit(second, [], [finished(held, 'success')])
  assert.equal((await second.getDelivery(webhook.workspaceId, held.id))?.status, 'success')
})

test('a node that others have taken over from accepts nothing, claims nothing and says why', async (t) => {
  const { first, second, silence } = await startNodes(t, 2)
  const entry = entryOf(sampleEvent(), [sampleWebhook()])
  await commit(first, [entry])
  await silence(13)
  assert.equal(await second.takeOver(startMs), 1)
  const error = { ...refused, message: /other nodes have taken over|others have taken over/ }
  await assert.rejects(commit(first, [entryOf(sampleEvent(), [])]), error)
  await assert.rejects(first.claimParked(entry.targets[0]?.laneId ?? '', 1), error)
  await assert.rejects(first.claimDue(startMs, 1), error)
  await assert.rejects(first.heartbeat(startMs), error)
  // It is in the journal, and is the other node's to send.
  assert.deepEqual(await first.findJournaled([entry.event.id]), new Set())
  assert.deepEqual(await second.findJournaled([entry.event.id]), new Set([entry.event.id]))
})

test('what a node held that ended in order can be taken over at once', async (t) => {
  const { first, second } = await startNodes(t, 2)
  const webhook = sampleWebhook()
  const held = await journalOne(first, webhook)
  await first.close()
  assert.equal(await second.takeOver(startMs), 1)
  assert.deepEqual(await second.claimParked(webhook.laneId, 10), [held])
})

test('a commit that is cut off is unknown, and looked up when it has surely ended', async (t) => {
  const { first, sql, cut } = await startNodes(t, 1)
  const entry = entryOf(sampleEvent(), [sampleWebhook()])
  await sql('BEGIN; LOCK TABLE events')
  const committing = assert.rejects(commit(first, [entry]), unknown)
  await cut('commit_batch')
  await committing
  await sql('COMMIT')
  assert.deepEqual(await first.findJournaled([entry.event.id]), new Set())
  await commit(first, [entry])
  assert.deepEqual(await first.findJournaled([entry.event.id]), new Set([entry.event.id]))
})

test('a commit that was given up writes nothing any more', async (t) => {
  const { first, sql } = await startNodes(t, 1)
  const [node] = await sql('SELECT id FROM nodes WHERE NOT has_ended')
  assert.deepEqual(await first.findJournaled([sampleEvent().id]), new Set())
  // As a commit with a number that was used before the look-up, and that arrives after it.
  const late = sql(`
    SELECT * FROM commit_batch(${node?.id}, 0, 0,
      ROW('{${sampleEvent().id}}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL)::published, NULL, NULL, NULL, NULL)`)
  await assert.rejects(late, { code: 'PH001' })
})

test('what a claim has taken is put back by the number of the claim', async (t) => {
  const { first, sql } = await startNodes(t, 1)
  const webhook = sampleWebhook()
  const entries = [1, 2].map(() => entryOf(sampleEvent(), [webhook], 'parked'))
  await commit(first, entries)
  const claims = await first.claimParked(webhook.laneId, 1)
  assert.equal(claims.length, 1)
  const [node] = await sql('SELECT id FROM nodes WHERE NOT has_ended')
  await sql(`SELECT take_back(${node?.id}, 1, NULL)`)
  const all = entries.flatMap(heldOf)
  assert.deepEqual(await first.claimParked(webhook.laneId, 10), all)
})

test('a claim whose connection ends while it waits is unknown, and the next one finds everything', async (t) => {
  const { first, sql, cut } = await startNodes(t, 1)
  const webhook = sampleWebhook()
  const entry = entryOf(sampleEvent(), [webhook], 'parked')
  await commit(first, [entry])
  await sql('BEGIN; LOCK TABLE events')
  const claiming = assert.rejects(first.claimParked(webhook.laneId, 1), unknown)
  await cut('claim_parked')
  await claiming
  await sql('COMMIT')
  assert.deepEqual(await first.claimParked(webhook.laneId, 1), heldOf(entry))
})

test('two nodes that claim from one lane at once never take the same delivery', async (t) => {
  const { first, second } = await startNodes(t, 2)
  const webhook = sampleWebhook()
  const entries = Array.from({ length: 60 }, () => entryOf(sampleEvent(), [webhook], 'parked'))
  await commit(first, entries)
  const claims = await Promise.all(
    [first, second, first, second, first, second].map((store) =>
      store.claimParked(webhook.laneId, 10),
    ),
  )
  const ids = claims.flat().map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  const rest = await first.claimParked(webhook.laneId, 100)
  assert.equal(ids.length + rest.length, 60)
})

test('two nodes that take the same key at once accept it once', async (t) => {
  const { first, second } = await startNodes(t, 2)
  const { workspaceId } = sampleWebhook()
  for (let round = 0; round < 10; round++) {
    const idempotency = { key: Buffer.alloc(16, round), fingerprint: Buffer.alloc(16, 1) }
    const results = await Promise.all(
      [first, second].map((store) =>
        commit(store, [{ ...entryOf(sampleEvent({ workspaceId }), []), idempotency }]),
      ),
    )
    const kinds = results.map(({ outcomes }) => onlyOne(outcomes).kind).toSorted()
    assert.deepEqual(kinds, ['accepted', 'duplicate'])
  }
})
