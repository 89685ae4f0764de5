import { writeFileSync } from 'node:fs'

import { cleanUp, cleanUpOnSignals } from './clean-up.ts'
import type { Context } from './context.ts'
import { contestGroups, latencyContests } from './contests.ts'
import { measureGrowth } from './growth/measure-growth.ts'
import type { GrowthResult } from './growth/measure-growth.ts'
import { help } from './help.ts'
import { compileLoadPrograms } from './load-programs.ts'
import { describeMachine } from './machine.ts'
import { warmUpSeconds } from './measure.ts'
import { UsageError, isWanted, readOptions } from './options.ts'
import type { Options } from './options.ts'
import { ensureDir } from './paths.ts'
import { markdownReport, problemsOf, terminalReport } from './report.ts'
import type { Report } from './report.ts'
import { rowIds } from './row-ids.ts'
import type { RowId } from './row-ids.ts'
import { runContests } from './run-contests.ts'
import type { Row } from './run-contests.ts'
import { measureWorkspaces } from './workspaces.ts'

/** The latency rows' rate when BullMQ was not measured and no rate was given. */
const rateWithoutBullmq = 3000

async function run(options: Options): Promise<Report> {
  const context: Context = {
    programs: compileLoadPrograms(),
    options,
    say: (line) => console.error(line),
  }
  const machine = describeMachine(ensureDir(options.dataDir))
  const rows: Row[] = []
  for (const group of contestGroups) {
    const wanted = group.filter(({ id }) => isWanted(id, options))
    rows.push(...(await runContests(wanted, context)))
  }
  const rate = commonRate(options, rows)
  const latency = latencyContests(rate).filter(({ id }) => isWanted(id, options))
  rows.push(...(await runContests(latency, context)))

  const failures: string[] = []
  async function attempt<T>(id: RowId, measure: () => Promise<T>): Promise<T | null> {
    if (!isWanted(id, options)) return null
    try {
      return await measure()
    } catch (error) {
      // What was measured before is still worth its report.
      failures.push(`${id}: ${error instanceof Error ? error.message : String(error)}`)
      return null
    }
  }
  const growth: GrowthResult[] = []
  for (const kind of ['pending', 'finished'] as const) {
    growth.push(...((await attempt(`growth/${kind}`, () => measureGrowth(kind, context))) ?? []))
  }
  const workspaces = await attempt('workspaces/posthorn', () => measureWorkspaces(context))
  const order = (row: Row): number => rowIds.findIndex((id) => id === row.id)
  return {
    rows: rows.toSorted((a, b) => order(a) - order(b)),
    growth,
    workspaces,
    failures,
    machine,
    method: [
      `${options.seconds} s a run after ${warmUpSeconds} s to warm up, until all is recorded; the median of ${options.repeat}, in turn`,
      ...(latency.length > 0
        ? [`latency rows at ${rate.toLocaleString('en')} events a second`]
        : []),
    ],
  }
}

function commonRate(options: Options, rows: readonly Row[]): number {
  if (options.rate !== null) return options.rate
  const bullmq = rows.find(({ id }) => id === 'single/bullmq-everysec')?.run
  return bullmq ? Math.round(bullmq.eventsPerSecond / 2) : rateWithoutBullmq
}

cleanUpOnSignals()
try {
  const options = readOptions(process.argv.slice(2))
  if (options === null) {
    console.log(help())
  } else {
    const report = await run(options)
    console.log(terminalReport(report))
    if (options.markdown !== null) writeFileSync(options.markdown, markdownReport(report))
    if (problemsOf(report).length > 0) process.exitCode = 1
  }
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error)
  process.exitCode = error instanceof UsageError ? 2 : 1
} finally {
  await cleanUp()
}
