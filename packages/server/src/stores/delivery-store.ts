import type { AuditEntry } from '../domain/audit.ts'
import type { AttemptRecord, DeliveryStatus } from '../domain/delivery.ts'
import type { Event } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { CursorPage } from './cursor-page.ts'

/** What became of events, webhook by webhook. */
export interface DeliveryStore {
  /** Oldest first: the fan-out, then replays and retries. */
  listDeliveriesOfEvent(workspaceId: Id, eventId: Id): Promise<DeliveryView[]>
  /** Newest first. Deliveries that a node holds in memory may be missing; the engine knows them. */
  listDeliveriesOfWebhook(
    webhook: Pick<Webhook, 'id' | 'workspaceId' | 'laneId'>,
    filter: DeliveryFilter,
    page: CursorPage & { readonly offset: number },
  ): Promise<DeliveryView[]>
  countDeliveriesOfWebhook(
    webhook: Pick<Webhook, 'id' | 'workspaceId' | 'laneId'>,
    filter: DeliveryFilter,
  ): Promise<number>
  /**
   * Of webhooks of one workspace, newest first, by what no index knows: of the deliveries before
   * `page.before`, a bounded number is looked at. As with `listDeliveriesOfWebhook`, some that a node
   * holds in memory may be missing.
   */
  searchDeliveries(
    webhooks: readonly Pick<Webhook, 'id' | 'workspaceId' | 'laneId'>[],
    search: DeliverySearch,
    page: CursorPage,
  ): Promise<FoundDeliveries>
  getDelivery(workspaceId: Id, deliveryId: Id): Promise<DeliveryDetail | null>
  /** Parks new deliveries of events that are in the journal. */
  insertRedeliveries(redeliveries: readonly Redelivery[], audit: AuditEntry): Promise<void>
  /** Makes a scheduled delivery due at `nowMs`. False when it is not scheduled (any more). */
  expedite(workspaceId: Id, deliveryId: Id, nowMs: number, audit: AuditEntry): Promise<boolean>
}

export interface DeliveryFilter {
  /** In any of these states; null: in any at all. A profile may show two states as one. */
  readonly statuses: readonly DeliveryStatus[] | null
}

export interface DeliverySearch extends DeliveryFilter {
  /** Only of events of this type; null: of any. */
  readonly type: string | null
  /** By the moment in their ids: at `fromMs` or later, and before `toMs`. */
  readonly fromMs: number | null
  readonly toMs: number | null
}

export interface FoundDeliveries {
  readonly deliveries: readonly DeliveryView[]
  /** The search goes on before this id; null: there is nothing left to look at. */
  readonly searchedTo: Id | null
}

export interface DeliveryView {
  readonly id: Id
  readonly workspaceId: Id
  readonly eventId: Id
  readonly eventType: string
  readonly isTest: boolean
  readonly webhookId: Id
  readonly status: DeliveryStatus
  /** Attempts made so far. */
  readonly attempts: number
  /** The latest one; null before the first, and when it was canceled before the first. */
  readonly lastAttempt: AttemptRecord | null
  /** The status of the latest answer, of whichever attempt; null when no attempt was answered. */
  readonly lastStatus: number | null
  /** Why it ended, where no attempt says it. */
  readonly reason: string | null
  readonly createdAtMs: number
  /** null while pending. */
  readonly finishedAtMs: number | null
  /** When the next attempt is due; null when it has ended or only waits for its lane. */
  readonly nextAttemptAtMs: number | null
  readonly retryOf: Id | null
}

export interface DeliveryDetail extends DeliveryView {
  readonly event: Event
  /** The bytes that failed attempts sent; null when none failed: then they are rendered from the event. */
  readonly body: Uint8Array | null
  /** In order; the last one is `lastAttempt`. */
  readonly allAttempts: readonly AttemptRecord[]
}

export interface Redelivery {
  readonly id: Id
  readonly workspaceId: Id
  readonly eventId: Id
  readonly webhookId: Id
  readonly laneId: Id
  readonly retryOf: Id | null
}
