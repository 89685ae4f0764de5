import { firstIdAt, toUuid } from '../../domain/ids.ts'
import { sql, verbatim, type Operation } from '../operations/query.ts'

/** Tables of the history and the column of each that is partitioned by time. */
export const partitionedTables = {
  events: 'id',
  bodies: 'delivery_id',
  deliveries: 'id',
  attempts: 'delivery_id',
  redeliveries: 'event_id',
  events_by_workspace: 'event_id',
  events_by_type: 'event_id',
  events_by_channel: 'event_id',
  events_by_channel_and_type: 'event_id',
  events_by_subject: 'event_id',
  deliveries_by_webhook: 'id',
} as const

/**
 * A week each: few enough that a look-up which cannot name the week asks every partition, and many
 * enough that retention, which drops whole ones, keeps at most a week more than it has to.
 */
const weekMs = 7 * 24 * 60 * 60 * 1000
/** A node that is down for less than this finds its partitions when it is back. */
const weeksAhead = 4

export interface Week {
  /** Monday, such as `20260105`. */
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
}

/** 1970 began on a Thursday. */
const firstMondayMs = 4 * 24 * 60 * 60 * 1000

export function weekOf(timeMs: number): Week {
  const fromMs = firstMondayMs + Math.floor((timeMs - firstMondayMs) / weekMs) * weekMs
  const name = new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '')
  return { name, fromMs, toMs: fromMs + weekMs }
}

/** Oldest first. */
export function* weeksWithPartitions(): Operation<readonly Week[]> {
  const known = yield* knownPartitions()
  return Array.from(known, (name) => weekOf(Date.parse(isoDateOf(name)))).toSorted(
    (a, b) => a.fromMs - b.fromMs,
  )
}

/** `…_20260105` → `2026-01-05` */
function isoDateOf(partition: string): string {
  const digits = partition.slice(-8)
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
}

/** The week of `nowMs` and those ahead of it that have no partition yet. */
export function* missingWeeks(nowMs: number): Operation<readonly Week[]> {
  const known = yield* knownPartitions()
  return Array.from({ length: weeksAhead + 1 }, (_, index) =>
    weekOf(nowMs + index * weekMs),
  ).filter(({ name }) => !known.has(`${lastTable}_${name}`))
}

/** The last table that `makeWeek` makes: it stands for all of them. */
const lastTable = 'deliveries_by_webhook'

function* knownPartitions(): Operation<ReadonlySet<string>> {
  const rows = yield* sql<{ name: string }>`
    SELECT relname::text AS name FROM pg_catalog.pg_class
    WHERE relnamespace = 'posthorn'::regnamespace AND relkind = 'r'
      AND starts_with(relname::text, ${`${lastTable}_2`})`
  return new Set(rows.map(({ name }) => name))
}

/**
 * Makes the partitions of a week. Rows that came before them stand in the default partition and are
 * moved. Several nodes may want the same week: they take turns, and all but the first find it made.
 */
export function* makeWeek({ name, fromMs, toMs }: Week): Operation<void> {
  yield* sql`SELECT pg_advisory_xact_lock(8030604, 3)`
  const from = toUuid(firstIdAt(fromMs))
  const to = toUuid(firstIdAt(toMs))
  for (const [table, column] of Object.entries(partitionedTables)) {
    const partition = `${table}_${name}`
    const [found] = yield* sql`
      SELECT 1 AS found FROM pg_catalog.pg_class
      WHERE relnamespace = 'posthorn'::regnamespace AND relname = ${partition}`
    if (found !== undefined) continue
    const isOfWeek = `${column} >= '${from}' AND ${column} < '${to}'`
    yield* sql`${verbatim(`CREATE TABLE ${partition} (LIKE ${table} INCLUDING ALL)`)}`
    // Nobody may write into the default partition between the move and the attachment.
    yield* sql`${verbatim(`LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`)}`
    yield* sql`${verbatim(`
      WITH moved AS (DELETE FROM ${table}_default WHERE ${isOfWeek} RETURNING *)
      INSERT INTO ${partition} SELECT * FROM moved`)}`
    yield* sql`${verbatim(
      `ALTER TABLE ${table} ATTACH PARTITION ${partition} FOR VALUES FROM ('${from}') TO ('${to}')`,
    )}`
  }
}
