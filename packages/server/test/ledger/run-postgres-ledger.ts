import { realPause } from '../support/manual-clock.ts'
import { startPostgresServer } from '../support/postgres-server.ts'
import { createDisturbancePlan, type Disturbance } from './disturbance-plan.ts'
import { LedgerNode } from './ledger-node.ts'
import { startLoad, type LedgerReport } from './ledger-load.ts'
import { countPending, inspectPostgres } from './postgres-database.ts'
import { createRandom } from './random.ts'
import type { LedgerOptions } from './run-ledger.ts'

const database = 'ledger'
const nodeCount = 2
const strictLanes = 4
const longestRestMs = 300

/**
 * Here PostgreSQL writes as it does for customers. It is ended and started again while the machine
 * stays up, so that nothing would be lost without fsync either: what a process has handed to the
 * operating system outlives it. What these crashes do try is the log and its replay.
 */
const durable = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' }

/** Two servers on one PostgreSQL, under load, disturbed in every way; see `runLedger`. */
export async function runPostgresLedger(options: LedgerOptions): Promise<LedgerReport> {
  const random = createRandom(options.seed)
  await using postgres = await startPostgresServer({ settings: durable })
  await postgres.query(`CREATE DATABASE ${database}`)
  const nodes: LedgerNode[] = []
  try {
    for (let n = 0; n < nodeCount; n++) {
      const node = await LedgerNode.start({
        name: `node-${n}`,
        directory: options.directory,
        postgresPort: postgres.port,
        database,
        crashPostgres: () => postgres.crash(),
      })
      nodes.push(node)
    }
    let turn = 0
    const urlNow = (): string | null => {
      turn += 1
      const inTurn = nodes.map((_, n) => nodes[(turn + n) % nodes.length]?.url ?? null)
      return inTurn.find((url) => url !== null) ?? null
    }
    await using load = await startLoad({ urls: urlsOf(nodes), urlNow, strictLanes })
    const disturbed = await disturbAll(nodes, random, options, () => load.acknowledged)
    await load.drain(urlsOf(nodes), () => countPending(postgres, database))
    const exitCodes = await Promise.all(nodes.map((node) => node.stop()))
    return load.report({
      ...disturbed,
      exitCodes,
      database: await inspectPostgres(postgres, database),
    })
  } finally {
    await Promise.all(nodes.map((node) => node.destroy()))
  }
}

function urlsOf(nodes: readonly LedgerNode[]): string[] {
  return nodes.flatMap(({ url }) => (url === null ? [] : [url]))
}

/** One after the other; those that last go on beside the next, which befall another node. */
async function disturbAll(
  nodes: readonly LedgerNode[],
  random: () => number,
  { faults, onFault }: LedgerOptions,
  acknowledged: () => number,
): Promise<Pick<LedgerReport, 'faults' | 'restarts'>> {
  const plan = createDisturbancePlan(random)
  const counts = new Map<string, number>()
  const busy = new Map<LedgerNode, Promise<void>>()
  let restarts = 0

  async function recover(node: LedgerNode): Promise<void> {
    if (!(await node.recover())) restarts += 1
  }

  async function disturb(node: LedgerNode, disturbance: Disturbance): Promise<void> {
    const name = await node.disturb(disturbance)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    await recover(node)
    busy.delete(node)
  }

  async function freeNode(): Promise<LedgerNode> {
    for (;;) {
      const free = nodes.filter((node) => !busy.has(node))
      const node = free[Math.floor(random() * free.length)]
      if (node !== undefined) return node
      await Promise.race(busy.values())
    }
  }

  for (let done = 1; done <= faults; done++) {
    const disturbance = plan.next()
    const node = await freeNode()
    const over = disturb(node, disturbance)
    // Whoever waits for it is told of its failure.
    over.catch(() => undefined)
    busy.set(node, over)
    // PostgreSQL can be ended again when it is back.
    if (disturbance.deed === 'crash') await over
    onFault?.(done, acknowledged())
    await realPause(random() * longestRestMs)
  }
  await Promise.all(busy.values())
  await Promise.all(nodes.map(recover))
  return { faults: counts, restarts }
}
