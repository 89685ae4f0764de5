/**
 * What a delivery costs PostgreSQL beside a million others that are pending, and beside none:
 *
 *     node --conditions=posthorn-source bench/growth/postgres-backlog.ts [rows] [turns]
 *
 * Both databases are of one server and take turns. What is counted is processor time and pages of the
 * sessions that do the work, which hardly depend on what else the machine does.
 */
import { readFileSync } from 'node:fs'

import {
  entryOf,
  finished,
  heldOf,
  retried,
  sampleEvent,
  sampleWebhook,
  startMs,
} from '../../packages/server/src/stores/contract/samples.ts'
import { openPostgresStore } from '../../packages/server/src/stores/postgres/open-postgres-store.ts'
import type { Store } from '../../packages/server/src/stores/store.ts'
import { createTestDatabases } from '../../packages/server/test/support/postgres-databases.ts'
import { startPostgresServer } from '../../packages/server/test/support/postgres-server.ts'
import { median } from '../median.ts'
import { seedBacklog } from './seed-postgres-backlog.ts'

const rows = Number(process.argv[2] ?? 1_000_000)
const turns = Number(process.argv[3] ?? 5)
const rounds = 100
const inCommit = 100
const dataBytes = 500
const steps = ['held', 'parked', 'scheduled'] as const
type Step = (typeof steps)[number]

interface Cost {
  readonly cpuMs: number
  readonly pages: number
  readonly wallMs: number
}

interface Side {
  readonly name: string
  readonly store: Store
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>
  readonly version: number
}

const server = await startPostgresServer({
  settings: { shared_buffers: '512MB', max_wal_size: '8GB', synchronous_commit: 'on' },
})
const databases = createTestDatabases(server)

async function openSide(name: string, pending: number): Promise<Side> {
  const database = await databases.create()
  const query = (sql: string) => server.query(sql, new URL(database.url).pathname.slice(1))
  if (pending > 0) await seedBacklog(query, { rows: pending, dataBytes })
  const options = { url: database.url, pooling: 'direct', connections: 4 } as const
  const { store } = await openPostgresStore({ ...options, nowMs: () => startMs })
  const { version } = await store.catalogChanges(0)
  return { name, store, query, version }
}

/** Journals, claims if that is needed, and settles `inCommit` deliveries, again and again. */
async function work({ store, version }: Side, step: Step): Promise<void> {
  const data = new Uint8Array(dataBytes).fill(0x20)
  const webhook = sampleWebhook()
  for (let round = 0; round < rounds; round += 1) {
    const events = Array.from({ length: inCommit }, () =>
      sampleEvent({ workspaceId: webhook.workspaceId, data }),
    )
    const state = step === 'parked' ? 'parked' : 'held'
    const publishes = events.map((event) => entryOf(event, [webhook], state))
    await store.commit({ catalogVersion: version, publishes, settlements: [] })
    const settlements = await claim(store, step, publishes.flatMap(heldOf), webhook.laneId)
    await store.commit({ catalogVersion: version, publishes: [], settlements })
  }

  async function claim(from: Store, how: Step, held: ReturnType<typeof heldOf>, laneId: string) {
    if (how === 'held') return held.map((delivery) => finished(delivery, 'success'))
    if (how === 'scheduled') {
      const settlements = held.map((delivery) => retried(delivery, startMs))
      await from.commit({ catalogVersion: version, publishes: [], settlements })
    }
    const claimed =
      how === 'parked'
        ? await from.claimParked(laneId, inCommit)
        : (await from.claimDue(startMs, inCommit)).deliveries
    if (claimed.length !== inCommit) throw new Error(`${claimed.length} were claimed`)
    return claimed.map((delivery) => finished(delivery, 'success'))
  }
}

async function measure(side: Side, step: Step): Promise<Cost> {
  const before = await readCounters(side)
  const fromMs = performance.now()
  await work(side, step)
  const wallMs = performance.now() - fromMs
  const after = await readCounters(side)
  const deliveries = rounds * inCommit
  return {
    cpuMs: (after.cpuMs - before.cpuMs) / deliveries,
    pages: (after.pages - before.pages) / deliveries,
    wallMs: wallMs / deliveries,
  }
}

/** Of the sessions of the store. A session tells its pages when it has been idle for a second. */
async function readCounters({ query }: Side): Promise<{ cpuMs: number; pages: number }> {
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const sessions = await query(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'posthorn'`,
  )
  const [pages] = await query(
    `SELECT (sum(heap_blks_hit + heap_blks_read) + sum(idx_blks_hit + idx_blks_read))::bigint AS pages
     FROM pg_statio_user_tables WHERE relname ~ '^(queue|events_|deliveries_|bodies|attempts_)'`,
  )
  return {
    cpuMs: sessions.reduce((sum, { pid }) => sum + cpuMsOf(Number(pid)), 0),
    pages: Number(pages?.['pages']),
  }
}

/** The kernel counts hundredths of a second. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const sides = [await openSide('empty', 0), await openSide('full', rows)]
// Sessions plan each statement when they first meet it.
for (const side of sides) for (const step of steps) await work(side, step)
const costs = new Map<string, Cost[]>()
for (let turn = 0; turn < turns; turn += 1) {
  for (const side of turn % 2 === 0 ? sides : sides.toReversed()) {
    for (const step of steps) {
      const key = `${step} ${side.name}`
      costs.set(key, [...(costs.get(key) ?? []), await measure(side, step)])
    }
  }
}
console.log(`${rows} pending; medians of ${turns} turns, for one delivery`)
for (const step of steps) {
  const of = (name: string, member: keyof Cost): number =>
    median((costs.get(`${step} ${name}`) ?? []).map((cost) => cost[member]))
  for (const [member, unit, scale] of [
    ['cpuMs', 'µs of PostgreSQL’s processor time', 1000],
    ['pages', 'pages', 1],
    ['wallMs', 'µs in all', 1000],
  ] as const) {
    const [empty, full] = [of('empty', member), of('full', member)]
    const figures = [empty, full].map((figure) => (figure * scale).toFixed(1)).join(' / ')
    console.log(`${step}: ${figures} ${unit}, speed ${(empty / full).toFixed(2)}`)
  }
}
const [, full] = sides
if (full !== undefined) await explain(full)
for (const { store } of sides) await store.close()
await server[Symbol.asyncDispose]()

/** The plans of what the functions do, under the settings that they have. */
async function explain({ query }: Side): Promise<void> {
  for (const setting of [
    'search_path = posthorn',
    'enable_seqscan = off',
    'enable_hashjoin = off',
    'enable_mergejoin = off',
    'enable_bitmapscan = off',
  ]) {
    await query(`ALTER ROLE postgres SET ${setting}`)
  }
  for (const sql of [
    `SELECT id, workspace_id FROM queue WHERE state = 1
       AND lane_id = (SELECT lane_id FROM queue WHERE state = 1 LIMIT 1)
     ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED`,
    `SELECT id, workspace_id, due_at_ms FROM queue WHERE state = 2 AND due_at_ms <= ${startMs}
     ORDER BY due_at_ms, id LIMIT 100 FOR UPDATE SKIP LOCKED`,
    `WITH w AS MATERIALIZED (SELECT id, workspace_id FROM queue LIMIT 100)
     DELETE FROM queue USING w WHERE queue.id = w.id AND queue.workspace_id = w.workspace_id`,
  ]) {
    const plan = await query(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`)
    console.log(plan.map((line) => line['QUERY PLAN']).join('\n'))
  }
}
