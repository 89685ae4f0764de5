import type { HeldDelivery } from '../domain/delivery.ts'
import type { Id } from '../domain/ids.ts'

/**
 * Deliveries on their way into the hands of a node. Nothing here may get slower as backlog or
 * history grows.
 */
export interface QueueStore {
  /**
   * Takes up to `limit` parked deliveries of a lane into this node's hands, oldest first. What a claim
   * of unknown outcome has taken is taken back before the next claim, of whatever kind.
   */
  claimParked(laneId: Id, limit: number): Promise<HeldDelivery[]>
  /**
   * The same for a lane whose order holds through retries: while a delivery of it is scheduled,
   * whatever its id, nothing is taken. Where the store is shared, as in `SharedStore.claimOwned`.
   */
  claimInOrder(laneId: Id, limit: number): Promise<OrderedClaim>
  /** Takes up to `limit` scheduled deliveries that are due by `nowMs`, earliest first. */
  claimDue(nowMs: number, limit: number): Promise<DueClaim>
  /**
   * Lanes that have parked deliveries, in order of id; `after` pages on. Those that another node
   * sends for are left out.
   */
  lanesWithParked(after: Id | null, limit: number): Promise<Id[]>
}

export interface OwnedClaim {
  readonly deliveries: readonly HeldDelivery[]
  /** Another node sends for this lane; nothing was taken. */
  readonly isElsewhere: boolean
}

export interface OrderedClaim extends OwnedClaim {
  /** The oldest scheduled delivery of the lane, for which its parked ones wait; null when there is none. */
  readonly waitsFor: ScheduledDelivery | null
}

export interface ScheduledDelivery {
  readonly id: Id
  readonly webhookId: Id
}

export interface DueClaim {
  readonly deliveries: readonly HeldDelivery[]
  /** When the next one that was not taken is due; null when none is scheduled. */
  readonly nextDueAtMs: number | null
}
