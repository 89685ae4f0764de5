import type { GrowthResult } from './growth/measure-growth.ts'
import type { RowId } from './row-ids.ts'
import type { Row } from './run-contests.ts'
import type { WorkspacesResult } from './workspaces.ts'

export interface Measured {
  readonly rows: readonly Row[]
  readonly growth: readonly GrowthResult[]
  readonly workspaces: WorkspacesResult | null
}

export interface GoalResult {
  readonly goal: string
  readonly measured: string
  /** null: a row that it compares was not measured. */
  readonly reached: boolean | null
}

interface Ratio {
  readonly goal: string
  readonly of: RowId
  readonly to: RowId
  readonly figure: (row: NonNullable<Row['run']>) => number
  readonly atLeast?: number
  readonly atMost?: number
}

const events = (run: NonNullable<Row['run']>): number => run.eventsPerSecond
const deliveries = (run: NonNullable<Row['run']>): number => run.deliveriesPerSecond

/** Every goal is a ratio of two rows of one run: absolute rates say more of the machine. */
const ratios: readonly Ratio[] = [
  {
    goal: 'Single publishes, beside BullMQ (fsync every second); aim 2.5',
    of: 'single/posthorn',
    to: 'single/bullmq-everysec',
    figure: events,
    atLeast: 2,
  },
  ...(['single/pg-boss', 'single/graphile-worker'] as const).map((to) => ({
    goal: `Single publishes, beside ${to.slice('single/'.length)} as it comes`,
    of: 'single/posthorn' as const,
    to,
    figure: events,
    atLeast: 10,
  })),
  {
    goal: "Batches of 100, beside BullMQ's addBulk",
    of: 'batch/posthorn',
    to: 'batch/bullmq-everysec',
    figure: events,
    atLeast: 3,
  },
  {
    goal: 'Single publishes on PostgreSQL, beside BullMQ (fsync every second); aim 2',
    of: 'single/posthorn-postgres',
    to: 'single/bullmq-everysec',
    figure: events,
    atLeast: 1.5,
  },
  ...(['single/pg-boss', 'single/graphile-worker'] as const).map((to) => ({
    goal: `Single publishes on PostgreSQL, beside ${to.slice('single/'.length)} as it comes`,
    of: 'single/posthorn-postgres' as const,
    to,
    figure: events,
    atLeast: 8,
  })),
  {
    goal: 'Single publishes on PostgreSQL, beside SQLite',
    of: 'single/posthorn-postgres',
    to: 'single/posthorn',
    figure: events,
    atLeast: 0.55,
  },
  {
    goal: 'Single publishes, beside the same pipeline with a store that forgets',
    of: 'single/posthorn',
    to: 'single/forgetful',
    figure: events,
    atLeast: 0.6,
  },
  {
    goal: 'Deliveries in a fan-out of ten, beside the raw undici loop',
    of: 'fanout/posthorn',
    to: 'fanout/raw',
    figure: deliveries,
    atLeast: 0.5,
  },
  ...(['p50', 'p99'] as const).map((percentile) => ({
    goal: `Publish to arrival at one rate, ${percentile}, beside BullMQ (fsync every second)`,
    of: 'latency/posthorn' as const,
    to: 'latency/bullmq-everysec' as const,
    figure: (run: NonNullable<Row['run']>) => run.arrivalUs[percentile],
    atMost: 1,
  })),
  {
    goal: 'An idempotency key on every event, beside none',
    of: 'idempotency/posthorn',
    to: 'single/posthorn',
    figure: events,
    atLeast: 0.6,
  },
]

const growthAtLeast = 0.9
const readyWithinMs = 2000
const memoryUnderBytes = 300 * 2 ** 20

export function judgeGoals({ rows, growth, workspaces }: Measured): GoalResult[] {
  return [
    ...ratios.map((ratio) => judgeRatio(ratio, rows)),
    ...(['pending', 'finished'] as const).flatMap((kind) =>
      (['single', 'batch'] as const).map((load): GoalResult => {
        const result = growth.find((one) => one.kind === kind && one.load === load)
        return {
          goal: `Growth: ${load === 'single' ? 'single publishes' : 'batches'} with ${result?.rows.toLocaleString('en') ?? 'many'} ${kind} deliveries, beside none, at least ${growthAtLeast}`,
          measured: result ? result.ratio.toFixed(2) : '',
          reached: result ? result.ratio >= growthAtLeast : null,
        }
      }),
    ),
    {
      goal: `Workspaces with ten webhooks each: ready at most ${readyWithinMs / 1000} s later than with none`,
      measured: workspaces
        ? `${((workspaces.fullMs - workspaces.emptyMs) / 1000).toFixed(2)} s`
        : '',
      reached: workspaces ? workspaces.fullMs - workspaces.emptyMs <= readyWithinMs : null,
    },
    {
      goal: `Workspaces with ten webhooks each: memory when ready under ${memoryUnderBytes / 2 ** 20} MiB`,
      measured: workspaces ? `${Math.round(workspaces.fullMemory.readyBytes / 2 ** 20)} MiB` : '',
      reached: workspaces ? workspaces.fullMemory.readyBytes < memoryUnderBytes : null,
    },
  ]
}

function judgeRatio(ratio: Ratio, rows: readonly Row[]): GoalResult {
  const { atLeast, atMost } = ratio
  const goal =
    ratio.goal + (atLeast === undefined ? `, at most ${atMost}` : `, at least ${atLeast}`)
  const value = (id: RowId): number => {
    const run = rows.find((row) => row.id === id)?.run
    return run ? ratio.figure(run) : NaN
  }
  const measured = value(ratio.of) / value(ratio.to)
  if (Number.isNaN(measured)) return { goal, measured: '', reached: null }
  return {
    goal,
    measured: measured.toFixed(2),
    reached: measured >= (atLeast ?? 0) && measured <= (atMost ?? Infinity),
  }
}
