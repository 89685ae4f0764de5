import type { FinalStatus } from '../domain/delivery.ts'
import type { Id } from '../domain/ids.ts'

/** What has ended, counted. */
export interface StatisticsStore {
  /** What has ended since `fromMs`, by the hour; an hour in which nothing has is left out. */
  countDeliveriesByHour(webhookIds: readonly Id[], fromMs: number): Promise<HourlyCount[]>
  /** What has ended on all webhooks together; a slot of time in which nothing has is left out. */
  countTraffic(span: TrafficSpan): Promise<TrafficCount[]>
  /** Of those with anything to be ranked by, by whole hours; at most `limit` each. */
  rankWebhooks(span: Omit<TrafficSpan, 'by'>, limit: number): Promise<WebhookRanking>
}

export interface HourlyCount {
  readonly webhookId: Id
  /** The hour's first moment. */
  readonly hourMs: number
  readonly status: FinalStatus
  readonly deliveries: number
  /** That these deliveries have taken. */
  readonly attempts: number
}

/** By whole minutes or hours: from the one of `fromMs` to the last one that begins before `toMs`. */
export interface TrafficSpan {
  readonly fromMs: number
  /** null: without an end. */
  readonly toMs: number | null
  /** Minutes are known of the last two hours alone. */
  readonly by: 'minute' | 'hour'
}

export interface TrafficCount {
  /** The first moment of the minute or hour. */
  readonly startMs: number
  readonly status: FinalStatus
  /**
   * How long the deciding attempt took: an index into `latencyBoundsMs`, one more for longer ones,
   * -1 where there was none.
   */
  readonly bucket: number
  readonly deliveries: number
  readonly attempts: number
}

export interface WebhookRanking {
  /** Those with the most deliveries. */
  readonly busiest: readonly RankedWebhook[]
  /** Those with the most failed deliveries. */
  readonly worst: readonly RankedWebhook[]
}

export interface RankedWebhook {
  readonly webhookId: Id
  readonly workspaceId: Id
  readonly success: number
  readonly failed: number
}
