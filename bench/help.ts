import { rowIds, workloadTitles } from './row-ids.ts'

export function help(): string {
  const rows = Object.entries(workloadTitles).map(([workload, title]) => {
    const subjects = rowIds
      .filter((id) => id.startsWith(`${workload}/`))
      .map((id) => id.slice(workload.length + 1))
    return `  ${workload.padEnd(12)} ${title}\n${' '.repeat(15)}${subjects.join(', ')}`
  })
  return `npm run bench -- [options]

  --only LIST      Measure these rows only: workloads, contestants or workload/contestant, with
                   commas. Words of one kind widen each other, the two kinds narrow each other:
                   --only single,posthorn,bullmq is single publishes of Posthorn and BullMQ.
  --store NAME     postgres adds the rows of Posthorn on PostgreSQL, beside those on SQLite (sqlite)
  --seconds N      Length of a run (20)
  --repeat N       Runs of each row, of which the median counts (3)
  --rate N         Events a second of the latency rows (half of what BullMQ does in this run)
  --pairs N        Pairs of an empty and a full database in the growth rows (5)
  --pending N      Pending deliveries in the full database (1000000)
  --finished N     Finished deliveries in the full database (5000000)
  --workspaces N   Workspaces of the workspaces row (10000)
  --data-dir DIR   Where databases lie while they are measured (.bench); all on one disk
  --markdown FILE  Write the tables to a file as well
  --help           Print this

Workloads and their contestants:
${rows.join('\n')}`
}
