import type { Id } from '../domain/ids.ts'
import type { OwnedClaim } from './queue-store.ts'

/**
 * What nodes that share a store have to know of each other. A lane that is ordered or has a rate limit
 * is one node's at a time: that node alone gets what is parked in it and what is due of it.
 */
export interface SharedStore {
  /** Workers that are alive, as of the last heartbeat; this node is one of them, if it is a worker. */
  readonly workers: number
  /** Of the workers, one is the first; it does what is to be done by one of them. For a moment two may be. */
  readonly isFirst: boolean
  /**
   * As `claimParked`, of a lane that one node at a time sends for, in the order of commits. If no
   * node does, this one does from now on.
   */
  claimOwned(laneId: Id, limit: number): Promise<OwnedClaim>
  /** This node holds nothing of these lanes any more: others may have them. */
  releaseLanes(laneIds: readonly Id[]): Promise<void>
  /** Tells whoever sends for the lane to look at it. `isDoubt`: what it waits for may have ended. */
  hintLane(laneId: Id, isDoubt: boolean): Promise<void>
  /** What others have told since this was asked the last time. Cheap: to be asked all the time. */
  readNews(): Promise<News>
  /**
   * Calls back when another node may have changed the catalogue. A hint: it may be late, or missing.
   * Ends with the store.
   */
  watchCatalog(onChange: () => void): void
  /**
   * After a `NodeLostError`: this process becomes another node, which holds nothing. Claims that
   * were under way have ended when it resolves.
   */
  rejoin(): Promise<void>
  /** What each master key in use has sealed, for this node to unseal. The first node's is kept at once. */
  keyChecks(own: KeyCheck): Promise<readonly string[]>
  /** Call it when this node's keys have unsealed all the others. */
  addKeyCheck(own: KeyCheck): Promise<void>
  /** Nothing is sealed under other keys any more. */
  keepKeyCheck(keyName: string): Promise<void>
}

export interface KeyCheck {
  readonly keyName: string
  readonly sealed: string
}

export interface News {
  readonly lanes: readonly { readonly id: Id; readonly isDoubt: boolean }[]
  /** The inbox has something. */
  readonly hasRaised: boolean
}
