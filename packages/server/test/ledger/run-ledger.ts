import { join } from 'node:path'
import { realPause } from '../support/manual-clock.ts'
import { createKillPlan, type KillPlan } from './kill-plan.ts'
import { ledgerConcurrency, startLoad, type LedgerReport } from './ledger-load.ts'
import { ServerUnderFaults } from './server-under-faults.ts'
import { inspectSqlite } from './sqlite-database.ts'

export interface LedgerOptions {
  readonly faults: number
  /** The same seed chooses the same points and pauses. */
  readonly seed: number
  /** Empty, and nobody else's. */
  readonly directory: string
  readonly onFault?: (faults: number, acknowledged: number) => void
}

const strictLanes = 4

/** Kills a server under load again and again, drains it, and compares what clients and receivers saw. */
export async function runLedger(options: LedgerOptions): Promise<LedgerReport> {
  const dataDir = join(options.directory, 'data')
  const compileCacheDir = join(options.directory, 'compiled')
  const plan = createKillPlan(options.seed)
  const spawn = () =>
    new ServerUnderFaults({
      dataDir,
      compileCacheDir,
      environment: { POSTHORN_MAX_IN_FLIGHT: String(ledgerConcurrency) },
    })
  let server = spawn()
  try {
    let url = await server.begin(null)
    await using load = await startLoad({ urls: [url ?? ''], urlNow: () => url, strictLanes })
    let planned = plan.next()
    const faults = new Map<string, number>()
    for (let killed = 0; killed < options.faults; killed++) {
      const spare = spawn()
      const point = await endOf(server, url === null ? 0 : planned.patienceMs, planned)
      faults.set(point, (faults.get(point) ?? 0) + 1)
      options.onFault?.(killed + 1, load.acknowledged)
      url = null
      server = spare
      planned = plan.next()
      url = await server.begin(killed + 1 < options.faults ? planned.fault : null)
    }
    await load.drain([url ?? ''])
    const exitCodes = [await server.stop()]
    return load.report({ faults, restarts: 0, exitCodes, database: inspectSqlite(dataDir) })
  } finally {
    await server.destroy()
  }
}

/** Waits until it has killed itself, or kills it when the time has come; where that was. */
async function endOf(
  server: ServerUnderFaults,
  patienceMs: number,
  { fault }: KillPlan,
): Promise<string> {
  await Promise.race([server.ended, realPause(patienceMs)])
  const point = server.isKilled && fault !== null ? fault.point : 'outside'
  await server.kill()
  return `kill ${point}`
}
