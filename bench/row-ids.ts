const throughput = [
  'posthorn',
  'posthorn-postgres',
  'forgetful',
  'bullmq-everysec',
  'bullmq-always',
  'pg-boss',
  'graphile-worker',
] as const

/** Every row as `workload/contestant`, in the order in which the table has them. */
export const rowIds = [
  ...throughput.map((subject) => `single/${subject}` as const),
  'single/raw',
  'idempotency/posthorn',
  'fanout/posthorn',
  'fanout/posthorn-postgres',
  'fanout/raw',
  ...throughput.map((subject) => `batch/${subject}` as const),
  ...throughput.map((subject) => `latency/${subject}` as const),
  'latency/raw',
  'growth/pending',
  'growth/finished',
  'workspaces/posthorn',
] as const

export type RowId = (typeof rowIds)[number]

/** What `--help` says of each workload. */
export const workloadTitles: Readonly<Record<string, string>> = {
  single: 'Single publishes, one webhook each, 64 connections',
  idempotency: 'Single publishes, each with an idempotency key of its own',
  fanout: 'Single publishes to ten webhooks each',
  batch: 'Batches of 100, one webhook each, 16 connections',
  latency: 'Single publishes at one rate for all',
  growth: 'Single publishes and batches with a full database, beside an empty one',
  workspaces: 'Start with 10,000 workspaces of ten webhooks each',
}
