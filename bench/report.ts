import { judgeGoals } from './goals.ts'
import type { Measured } from './goals.ts'
import { cpuUsers } from './measure.ts'
import { workloadTitles } from './row-ids.ts'
import type { Row } from './run-contests.ts'
import { alignedTable, markdownTable } from './table.ts'
import type { Table } from './table.ts'

export interface Report extends Measured {
  /** Rows that could not be measured at all. */
  readonly failures: readonly string[]
  readonly machine: readonly string[]
  /** How it was measured: seconds, repetitions, the common rate. */
  readonly method: readonly string[]
}

export function terminalReport(report: Report): string {
  return render(report, {
    heading: (text) => `\n${text}\n`,
    table: alignedTable,
    list: (lines) => lines.join('\n'),
  })
}

export function markdownReport(report: Report): string {
  return render(report, {
    heading: (text) => `\n### ${text}\n`,
    table: markdownTable,
    list: (lines) => lines.map((line) => `- ${line}`).join('\n'),
  })
}

/** Whatever makes a figure worthless, or is why there is none. */
export function problemsOf({ rows, growth, workspaces, failures }: Report): string[] {
  return [
    ...rows.flatMap(({ id, problems }) => problems.map((text) => `${id}: ${text}`)),
    // Both loads of one database share its runs, and so its problems.
    ...new Set(
      growth.flatMap(({ kind, problems }) => problems.map((text) => `growth/${kind}: ${text}`)),
    ),
    ...(workspaces?.problems.map((text) => `workspaces: ${text}`) ?? []),
    ...failures,
  ]
}

interface Style {
  readonly heading: (text: string) => string
  readonly table: (table: Table) => string
  readonly list: (lines: readonly string[]) => string
}

function render(report: Report, style: Style): string {
  const { rows, growth, workspaces, machine, method } = report
  const workloads = Object.keys(workloadTitles).filter((workload) =>
    rows.some((row) => row.id.startsWith(`${workload}/`)),
  )
  const parts = [style.list([...machine, ...method])]
  for (const workload of workloads) {
    const own = rows.filter((row) => row.id.startsWith(`${workload}/`))
    parts.push(style.heading(workloadTitles[workload] ?? workload), style.table(figures(own)))
  }
  if (growth.length > 0) {
    parts.push(
      style.heading(workloadTitles.growth ?? 'growth'),
      style.table({
        heading: ['database', 'load', 'empty, events/s', 'full, events/s', 'ratio', 'pairs'],
        rows: growth.map((one) => [
          `${one.rows.toLocaleString('en')} ${one.kind}`,
          one.load,
          count(one.emptyPerSecond),
          count(one.fullPerSecond),
          one.ratio.toFixed(2),
          one.pairs.map((pair) => pair.toFixed(2)).join(' '),
        ]),
      }),
    )
  }
  if (workspaces) {
    parts.push(
      style.heading(
        `Start with ${workspaces.workspaces.toLocaleString('en')} workspaces of ten webhooks each`,
      ),
      style.table({
        heading: ['workspaces', 'ready after', 'memory when ready', 'memory after load'],
        rows: (['empty', 'full'] as const).map((name) => [
          name === 'empty' ? '1' : count(workspaces.workspaces),
          `${(workspaces[`${name}Ms`] / 1000).toFixed(2)} s`,
          mebibytes(workspaces[`${name}Memory`].readyBytes),
          mebibytes(workspaces[`${name}Memory`].loadedBytes),
        ]),
      }),
    )
  }
  parts.push(...goals(report, style))
  const problems = problemsOf(report)
  if (problems.length > 0) parts.push(style.heading('Problems'), style.list(problems))
  return `${parts.join('\n')}\n`
}

function goals(report: Report, style: Style): string[] {
  const judged = judgeGoals(report)
  const measured = judged.filter(({ reached }) => reached !== null)
  const others = judged.length - measured.length
  return [
    style.heading('Goals'),
    ...(measured.length === 0
      ? []
      : [
          style.table({
            heading: ['goal', 'measured', 'reached'],
            rows: measured.map((one) => [one.goal, one.measured, one.reached ? 'yes' : 'NO']),
          }),
        ]),
    ...(others === 0
      ? []
      : [`\nNot measured: ${others} goals, whose rows were not all asked for.`]),
  ]
}

function figures(rows: readonly Row[]): Table {
  return {
    heading: [
      'row',
      'events/s',
      'of each run',
      'deliveries/s',
      'publish p50/p99 ms',
      'arrival p50/p99 ms',
      ...cpuUsers.map((name, column) => (column === 0 ? `CPU % ${name}` : name)),
    ],
    rows: rows.map(({ id, run, spread, problems }) => [
      problems.length > 0 ? `${id} (failed)` : id,
      run ? count(run.eventsPerSecond) : '–',
      spread.map((value) => (value / 1000).toFixed(1)).join('/') + (run ? ' k' : ''),
      run ? count(run.deliveriesPerSecond) : '–',
      run?.answerUs ? milliseconds(run.answerUs) : '–',
      run ? milliseconds(run.arrivalUs) : '–',
      ...cpuUsers.map((name) => {
        const share = run?.cpu[name]
        return share == null ? '–' : (share * 100).toFixed(0)
      }),
    ]),
  }
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function milliseconds({ p50, p99 }: { readonly p50: number; readonly p99: number }): string {
  const text = (us: number): string => (us / 1000).toFixed(us < 9_950 ? 2 : us < 99_500 ? 1 : 0)
  return `${text(p50)} / ${text(p99)}`
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}
