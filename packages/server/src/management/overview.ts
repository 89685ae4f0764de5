import type { FinalStatus } from '../domain/delivery.ts'
import { percentile } from '../domain/percentiles.ts'
import { hourMs, latencyBoundsMs, minuteMs } from '../stores/operations/index-history.ts'
import type { TrafficCount, TrafficSpan, WebhookRanking } from '../stores/statistics-store.ts'
import type { StoreStats } from '../stores/upkeep-store.ts'
import type { ManagementContext } from './management-context.ts'

export const overviewSpans = ['hour', 'day', 'week'] as const
export type OverviewSpan = (typeof overviewSpans)[number]

/** How the whole server has fared, whichever node did the work. */
export interface Overview {
  readonly fromMs: number
  readonly stepMs: number
  /** One for each minute of an hour or hour of a longer span, the current one last. */
  readonly slots: readonly Slot[]
  readonly total: Slot
  readonly backlog: StoreStats
  readonly ranking: WebhookRanking
}

/** What has ended in a slot of time. */
export interface Slot extends Readonly<Record<FinalStatus, number>> {
  readonly attempts: number
  readonly latency: Latency
}

/** Of the deciding attempts, in milliseconds; null where there were none. */
export interface Latency {
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

const steps: Readonly<
  Record<OverviewSpan, { readonly by: TrafficSpan['by']; readonly slots: number }>
> = {
  hour: { by: 'minute', slots: 60 },
  day: { by: 'hour', slots: 24 },
  week: { by: 'hour', slots: 7 * 24 },
}

const mostRanked = 5

export async function readOverview(
  { store, clock }: ManagementContext,
  span: OverviewSpan,
): Promise<Overview> {
  const { by, slots } = steps[span]
  const stepMs = by === 'minute' ? minuteMs : hourMs
  const nowMs = clock.nowMs()
  const fromMs = nowMs - (nowMs % stepMs) - (slots - 1) * stepMs
  const [counts, ranking, backlog] = await Promise.all([
    store.countTraffic({ fromMs, by }),
    store.rankWebhooks(fromMs, mostRanked),
    store.stats(),
  ])
  const bySlot = Map.groupBy(counts, ({ startMs }) =>
    // A clock that was put back may leave deliveries that end in minutes to come.
    Math.min(slots - 1, Math.floor((startMs - fromMs) / stepMs)),
  )
  return {
    fromMs,
    stepMs,
    slots: Array.from({ length: slots }, (_, slot) => summarize(bySlot.get(slot) ?? [])),
    total: summarize(counts),
    backlog,
    ranking,
  }
}

function summarize(counts: readonly TrafficCount[]): Slot {
  const sums = { success: 0, failed: 0, canceled: 0, attempts: 0 }
  const durations = Array.from({ length: latencyBoundsMs.length + 1 }, () => 0)
  for (const { status, bucket, deliveries, attempts } of counts) {
    sums[status] += deliveries
    sums.attempts += attempts
    if (bucket >= 0) durations[bucket] = (durations[bucket] ?? 0) + deliveries
  }
  const at = (share: number): number | null =>
    percentile({ bounds: latencyBoundsMs, counts: durations }, share)
  return { ...sums, latency: { p50: at(0.5), p95: at(0.95), p99: at(0.99) } }
}
