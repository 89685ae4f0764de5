import { join } from 'node:path'
import { createApiCall, textOf } from '../support/api-client.ts'
import { eventually } from '../support/eventually.ts'
import { realPause } from '../support/manual-clock.ts'
import { testAdminKey } from '../support/server-process.ts'
import type { Subscriber, Verdict } from './history.ts'
import { judge } from './history.ts'
import { createKillPlan, type KillPlan } from './kill-plan.ts'
import type { DatabaseState, LedgerDatabase } from './ledger-database.ts'
import { startLedgerReceiver, type LedgerReceiver } from './ledger-receiver.ts'
import { startPublishers, type Publishers } from './publisher.ts'
import { ServerUnderKill } from './server-under-kill.ts'

export interface LedgerOptions {
  readonly kills: number
  /** The same seed chooses the same points and pauses. */
  readonly seed: number
  /** Empty, and nobody else's. */
  readonly directory: string
  /** Of a server that keeps its files in this directory. */
  readonly createDatabase: (dataDir: string) => LedgerDatabase
  readonly onKill?: (kills: number, acknowledged: number) => void
}

export interface LedgerReport {
  readonly verdict: Verdict
  /** By point; `outside` are those that came at a random moment. */
  readonly kills: ReadonlyMap<string, number>
  readonly published: number
  readonly acknowledged: number
  readonly refused: number
  readonly exitCode: number | null
  /** What the database itself says at the end. */
  readonly database: DatabaseState
  readonly seconds: number
}

/** Attempts on the wire at one time: so many may be made again after one kill. */
export const ledgerConcurrency = 64

const strictLanes = 4

/** Kills a server under load again and again, drains it, and compares what clients and receivers saw. */
export async function runLedger(options: LedgerOptions): Promise<LedgerReport> {
  const startMs = performance.now()
  const dataDir = join(options.directory, 'data')
  const compileCacheDir = join(options.directory, 'compiled')
  const database = options.createDatabase(dataDir)
  const plan = createKillPlan(options.seed)
  const spawn = () =>
    new ServerUnderKill({
      dataDir,
      compileCacheDir,
      environment: {
        ...database.environment,
        POSTHORN_MAX_IN_FLIGHT: String(ledgerConcurrency),
      },
    })
  await using receiver = await startLedgerReceiver()
  let server = spawn()
  try {
    let url = await server.begin(null)
    const { plainWorkspace, strictWorkspaces, subscribers } = await subscribe(url ?? '', receiver)
    const publishers = startPublishers({ urlNow: () => url, plainWorkspace, strictWorkspaces })
    let planned = plan.next()
    const kills = new Map<string, number>()
    for (let killed = 0; killed < options.kills; killed++) {
      const spare = spawn()
      const point = await endOf(server, url === null ? 0 : planned.patienceMs, planned)
      kills.set(point, (kills.get(point) ?? 0) + 1)
      options.onKill?.(killed + 1, publishers.acknowledged)
      url = null
      server = spare
      planned = plan.next()
      url = await server.begin(killed + 1 < options.kills ? planned.fault : null)
    }
    await publishers.stop()
    await drained(url ?? '')
    const exitCode = await server.stop()
    const history = { published: publishers.published, arrivals: receiver.arrivals }
    return {
      verdict: judge(history, subscribers),
      kills,
      ...countOutcomes(publishers),
      exitCode,
      database: await database.inspect(),
      seconds: (performance.now() - startMs) / 1000,
    }
  } finally {
    await server.destroy()
  }
}

/** Waits until it has killed itself, or kills it when the time has come; where that was. */
async function endOf(
  server: ServerUnderKill,
  patienceMs: number,
  { fault }: KillPlan,
): Promise<string> {
  await Promise.race([server.ended, realPause(patienceMs)])
  const point = server.isKilled && fault !== null ? fault.point : 'outside'
  await server.kill()
  return point
}

async function subscribe(url: string, receiver: LedgerReceiver) {
  const call = createApiCall(url, testAdminKey)
  const subscribers: Subscriber[] = []

  async function workspaceWith(name: string, webhooks: readonly string[], isStrict: boolean) {
    const { body } = await call('POST', '/v1/workspaces', { name })
    const workspace = textOf(body.id)
    for (const webhook of webhooks) {
      const { status } = await call('POST', '/v1/webhooks', {
        workspace,
        url: `${receiver.url}/${webhook}`,
        events: ['user.created'],
        ordering: isStrict ? 'strict' : 'none',
      })
      if (status !== 201) throw new Error(`The webhook was answered ${status}`)
      subscribers.push({ webhook, workspace, isStrict })
    }
    return workspace
  }

  const plainWorkspace = await workspaceWith('plain', ['plain-a', 'plain-b'], false)
  const strictWorkspaces: string[] = []
  for (let lane = 0; lane < strictLanes; lane++) {
    strictWorkspaces.push(await workspaceWith(`strict-${lane}`, [`strict-${lane}`], true))
  }
  return { plainWorkspace, strictWorkspaces, subscribers }
}

async function drained(url: string): Promise<void> {
  await eventually('every delivery to end', async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const depths = [...metrics.matchAll(/^posthorn_(?:commit_)?queue_depth(?:\{.*\})? (\d+)$/gm)]
    return depths.length > 1 && depths.every(([, depth]) => depth === '0')
  })
}

function countOutcomes({ published }: Publishers) {
  const outcomes = [...published.values()].map(({ outcome }) => outcome)
  return {
    published: outcomes.length,
    acknowledged: outcomes.filter((outcome) => outcome === 'acknowledged').length,
    refused: outcomes.filter((outcome) => outcome === 'refused').length,
  }
}
