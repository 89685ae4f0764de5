import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabases } from '../../../test/support/postgres-databases.ts'
import { startPostgresServer } from '../../../test/support/postgres-server.ts'
import { createIdGenerator } from '../../domain/ids.ts'
import {
  commit,
  entryOf,
  finished,
  heldOf,
  indexAll,
  retried,
  sampleEvent,
  sampleWebhook,
  startMs,
} from '../contract/samples.ts'
import { openPostgresStore } from './open-postgres-store.ts'
import { partitionedTables, weekOf } from './partitions.ts'

const server = await startPostgresServer()
after(() => server[Symbol.asyncDispose]())
const databases = createTestDatabases(server)

const dayMs = 24 * 60 * 60 * 1000
const weekMs = 7 * dayMs

function idAt(timeMs: number): string {
  const ids = createIdGenerator({
    nowMs: () => timeMs,
    fillRandom: (bytes) => void crypto.getRandomValues(bytes),
  })
  return ids.next()
}

test('a week begins on Monday at midnight, UTC', () => {
  const monday = Date.UTC(2025, 9, 6)
  for (const timeMs of [monday, monday + 3 * dayMs, monday + weekMs - 1]) {
    assert.deepEqual(weekOf(timeMs), { name: '20251006', fromMs: monday, toMs: monday + weekMs })
  }
  assert.equal(weekOf(monday - 1).name, '20250929')
})

test('each table of the history has partitions for this week and four ahead', async () => {
  await using database = await databases.create({ isEmpty: true })
  const options = { url: database.url, pooling: 'direct', connections: 4 } as const
  const { store } = await openPostgresStore({ ...options, nowMs: () => startMs })
  await store.close()
  const rows = await server.query(
    `SELECT inhparent::regclass::text AS parent, count(*)::integer AS count
     FROM pg_inherits JOIN pg_class ON pg_class.oid = inhparent
     WHERE relkind = 'p' AND relname <> 'idempotency' GROUP BY 1`,
    new URL(database.url).pathname.slice(1),
  )
  const counts = new Map(rows.map(({ parent, count }) => [String(parent), count]))
  for (const table of Object.keys(partitionedTables)) {
    assert.equal(counts.get(`posthorn.${table}`), 6, table)
  }
  assert.equal(counts.size, Object.keys(partitionedTables).length)
})

test('what came before its partition is moved when that is made, and is found all along', async () => {
  await using database = await databases.create()
  const options = { url: database.url, pooling: 'direct', connections: 4 } as const
  const laterMs = startMs + 8 * weekMs
  const { store } = await openPostgresStore({ ...options, nowMs: () => startMs })
  const webhook = sampleWebhook()
  const event = sampleEvent({ id: idAt(laterMs), workspaceId: webhook.workspaceId })
  const entry = entryOf(event, [webhook, sampleWebhook()])
  await commit(store, [entry])
  const [first, second] = heldOf(entry)
  assert.ok(first !== undefined && second !== undefined)
  await commit(store, [], [finished(first, 'success'), retried(second, laterMs)])
  await indexAll(store)

  const name = new URL(database.url).pathname.slice(1)
  const strays = async () => {
    const [row] = await server.query(
      `SELECT (SELECT count(*) FROM posthorn.events_default)
        + (SELECT count(*) FROM posthorn.deliveries_default)
        + (SELECT count(*) FROM posthorn.attempts_default) AS count`,
      name,
    )
    return Number(row?.['count'])
  }
  assert.equal(await strays(), 3)
  await store.turnIdempotency(laterMs)
  assert.equal(await strays(), 0)
  assert.deepEqual(await store.getEvent(event.workspaceId, event.id), event)
  const views = await store.listDeliveriesOfEvent(event.workspaceId, event.id)
  assert.deepEqual(
    views.map(({ status, attempts }) => [status, attempts]),
    [
      ['success', 1],
      ['pending', 1],
    ],
  )
  await store.close()
})

test('a week that is old enough is dropped whole, counts included', async () => {
  await using database = await databases.create()
  const options = { url: database.url, pooling: 'direct', connections: 4 } as const
  const { store } = await openPostgresStore({ ...options, nowMs: () => startMs })
  const webhook = sampleWebhook()
  const { workspaceId } = webhook
  const week = weekOf(startMs)
  const publishAt = async (timeMs: number) => {
    const entry = entryOf(sampleEvent({ id: idAt(timeMs), workspaceId }), [webhook])
    await commit(store, [entry])
    return { entry, deliveries: heldOf(entry) }
  }
  const old = [await publishAt(week.fromMs), await publishAt(week.toMs - 1)]
  const later = await publishAt(week.toMs)
  const settle = (deliveries: ReturnType<typeof heldOf>, finishedAtMs: number) =>
    commit(
      store,
      [],
      deliveries.map((each) => ({ ...finished(each, 'success'), finishedAtMs })),
    )
  await settle(
    old.flatMap(({ deliveries }) => deliveries),
    week.toMs - 1,
  )
  const nothing = { events: 0, deliveries: 0 }
  const drop = async (endedBeforeMs: number) => {
    const { events, deliveries } = await store.dropHistory({ endedBeforeMs, after: null, limit: 9 })
    return { events, deliveries }
  }
  const count = () => store.countDeliveriesOfWebhook(webhook, { statuses: ['success'] })
  await indexAll(store)
  assert.deepEqual(await drop(week.toMs - 1), nothing)
  assert.equal(await count(), 2)
  assert.deepEqual(await drop(week.toMs + dayMs), { events: 2, deliveries: 2 })
  assert.equal(await count(), 0)
  assert.equal(await store.getEvent(workspaceId, old[0]?.entry.event.id ?? ''), null)
  assert.notEqual(await store.getEvent(workspaceId, later.entry.event.id), null)
  const [row] = await server.query(
    `SELECT to_regclass('posthorn.events_${week.name}') IS NULL AS is_gone`,
    new URL(database.url).pathname.slice(1),
  )
  assert.equal(row?.['is_gone'], true)
  await store.close()
})

test('several nodes that make the same partitions at once make them once', async () => {
  await using database = await databases.create()
  const options = { url: database.url, pooling: 'direct', connections: 4 } as const
  const opened = await Promise.all(
    [1, 2, 3].map(() => openPostgresStore({ ...options, nowMs: () => startMs + 20 * weekMs })),
  )
  await Promise.all(opened.map(({ store }) => store.turnIdempotency(startMs + 40 * weekMs)))
  await Promise.all(opened.map(({ store }) => store.close()))
})
