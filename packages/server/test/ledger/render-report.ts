import type { LedgerReport } from './ledger-load.ts'

/** As a Markdown table, so that it can be put on a page. */
export function renderReport(report: LedgerReport, mostDuplicates: number): string {
  const { verdict, database } = report
  const rows: readonly (readonly [string, string | number])[] = [
    ['faults', sum(report.faults)],
    ...[...report.faults]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([point, count]) => [`– ${point}`, count] as const),
    ['restarts of servers that did not come back', report.restarts],
    ['events published', report.published],
    ['acknowledged', report.acknowledged],
    ['refused', report.refused],
    ['deliveries of acknowledged events', verdict.delivered],
    ['**lost**', verdict.lost.length],
    ['**unexpected**', verdict.unexpected.length],
    ['**doubled under one idempotency key**', verdict.doubled.length],
    ['**out of order in strict lanes**', verdict.outOfOrder.length],
    [`duplicates (at most ${mostDuplicates})`, verdict.duplicates],
    ['unacknowledged and delivered', verdict.recovered],
    ['pending at the end', database.pending],
    ['ended without success', database.unsuccessful],
    ['integrity check', database.integrity],
    ['exit codes at the end', report.exitCodes.join(', ')],
    ['minutes', (report.seconds / 60).toFixed(1)],
  ]
  return ['| | |', '|---|---:|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join(
    '\n',
  )
}

/** Whether every promise held. */
export function isClean({ verdict, database, exitCodes, restarts }: LedgerReport): boolean {
  const { lost, unexpected, doubled, outOfOrder } = verdict
  const faults = [lost, unexpected, doubled, outOfOrder]
  return (
    faults.every(({ length }) => length === 0) &&
    database.integrity === 'ok' &&
    database.pending === 0 &&
    database.unsuccessful === 0 &&
    restarts === 0 &&
    exitCodes.every((code) => code === 0)
  )
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0)
}
