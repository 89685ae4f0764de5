import type { FinalStatus } from '../domain/delivery.ts'
import { percentile } from '../domain/percentiles.ts'
import { latencyBoundsMs } from '../stores/operations/index-history.ts'
import { ownSlots, recentSlots, type OverviewSpan, type OwnSpan } from './overview-slots.ts'
import type { TrafficCount, WebhookRanking } from '../stores/statistics-store.ts'
import type { StoreStats } from '../stores/upkeep-store.ts'
import type { ManagementContext } from './management-context.ts'

/** How the whole server has fared, whichever node did the work. */
export interface Overview {
  readonly fromMs: number
  readonly stepMs: number
  /** One for each minute of an hour, hour of a longer span, or some hours of a very long one. */
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

const mostRanked = 5

/** @param span - a recent one, the current minute or hour last, or one by whole hours */
export async function readOverview(
  { store, clock }: ManagementContext,
  span: OverviewSpan | OwnSpan,
): Promise<Overview> {
  const { by, fromMs, toMs, stepMs, slots } =
    typeof span === 'string' ? recentSlots(span, clock.nowMs()) : ownSlots(span)
  const [counts, ranking, backlog] = await Promise.all([
    store.countTraffic({ fromMs, toMs, by }),
    store.rankWebhooks({ fromMs, toMs }, mostRanked),
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
