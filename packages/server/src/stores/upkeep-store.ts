import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'

/** What a node does beside the path of events. */
export interface UpkeepStore {
  /**
   * The time of the last heartbeat is the store's own affair; a rejection means it was not written.
   * Where the clock was put back since then, what waits for its time is brought forward by as much.
   * Rejects with a `NodeLostError` when others have taken over what this node held.
   */
  heartbeat(nowMs: number): Promise<void>
  /** The greatest id of a delivery that has not ended: newer ones follow it, whatever the clock says. */
  newestPending(): Promise<Id | null>
  /**
   * Parks what nodes that are gone still held in memory, and frees the lanes that they alone sent
   * for; the count of deliveries and lanes.
   */
  takeOver(nowMs: number): Promise<number>
  /** Ends as `canceled` up to `limit` deliveries of this webhook that no node holds; the count. */
  cancelWaiting(
    webhook: Pick<Webhook, 'id' | 'laneId'>,
    reason: string,
    nowMs: number,
    limit: number,
  ): Promise<number>
  /**
   * One step of the per-webhook index and the hourly roll-ups, over at most `limit` journal and
   * settle rows. False when it has caught up.
   */
  indexHistory(limit: number): Promise<boolean>
  /** Drops idempotency keys older than a day, at most once a day. */
  turnIdempotency(nowMs: number): Promise<void>
  stats(): Promise<StoreStats>
}

export interface StoreStats {
  readonly parked: number
  readonly scheduled: number
  /** When the oldest delivery that has not ended was made; null when there is none. */
  readonly oldestPendingAtMs: number | null
}
