import type { Id } from '../domain/ids.ts'
import type { SharedStore } from '../stores/shared-store.ts'

export interface OtherNodesDependencies {
  readonly shared: SharedStore | null
  readonly onWorkers: () => void
  /** Lanes that this node has no more use for. */
  readonly takeReleased: () => readonly Id[]
  readonly onError: (error: unknown, doing: string) => void
}

/** What this node tells others of lanes, and how many of them send. */
export interface OtherNodes {
  /** Workers that are alive, this node included. */
  readonly workers: number
  /** Call it after each heartbeat. */
  noteWorkers(): void
  /** Whoever publishes for unused lanes next, or finds something due, has them. */
  releaseLanes(): void
  /** Whoever sends for this lane is to look at it. */
  hintOwner(laneId: Id): void
}

export function createOtherNodes(dependencies: OtherNodesDependencies): OtherNodes {
  const { shared, onWorkers, takeReleased, onError } = dependencies
  let workers = 1

  return {
    get workers() {
      return workers
    },
    noteWorkers() {
      const alive = shared?.workers ?? 1
      if (alive === workers) return
      workers = alive
      onWorkers()
    },
    releaseLanes() {
      const released = takeReleased()
      if (released.length === 0 || shared === null) return
      // Without it they stay this node's, which is as good.
      shared.releaseLanes(released).catch((error) => onError(error, 'releasing lanes'))
    },
    hintOwner(laneId) {
      // Without it the lane's owner looks by itself a little later.
      shared?.hintLane(laneId, true).catch((error) => onError(error, 'telling of a lane'))
    },
  }
}
