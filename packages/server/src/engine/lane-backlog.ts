import type { HeldDelivery } from '../domain/delivery.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { HeldMemory } from './held-memory.ts'
import { mayClaim } from './lane-order.ts'
import { buffered, takeNext, type Lane } from './lane.ts'

export interface LaneBacklogDependencies {
  readonly memory: HeldMemory
  readonly settle: (settlement: Settlement) => void
  /** The lane has parked deliveries and room for them. */
  readonly claimParked: (lane: Lane) => void
}

/** What of a lane is, or goes back, in the store. */
export class LaneBacklog {
  readonly #dependencies: LaneBacklogDependencies

  constructor(dependencies: LaneBacklogDependencies) {
    this.#dependencies = dependencies
  }

  noteParked(lane: Lane): void {
    lane.hasParked = true
    lane.parkings += 1
  }

  /** Asks for what is parked, if there is any and it may be taken now. */
  claim(lane: Lane): void {
    if (lane.hasParked && !lane.isElsewhere && mayClaim(lane)) this.#dependencies.claimParked(lane)
  }

  giveBack(lane: Lane, delivery: HeldDelivery): void {
    this.noteParked(lane)
    lane.returning += 1
    this.#dependencies.settle({ kind: 'park', delivery })
  }

  giveBackBuffer(lane: Lane): void {
    for (let next = takeNext(lane); next !== undefined; next = takeNext(lane)) {
      this.#dependencies.memory.remove(lane, next.event.data.length)
      this.giveBack(lane, next)
    }
  }

  /** Where slow lanes have more memory than they may, one that has become slow gives up most of its own. */
  giveBackSurplus(lane: Lane): void {
    const { memory } = this.#dependencies
    while (memory.isOverfull && buffered(lane) > 1) {
      const last = lane.buffer.pop()
      if (last === undefined) return
      memory.remove(lane, last.event.data.length)
      this.giveBack(lane, last)
    }
  }

  /** What was given back is parked. */
  noteReturned(lane: Lane): void {
    // What was on its way back when others took over counts no more.
    lane.returning = Math.max(0, lane.returning - 1)
    this.noteParked(lane)
  }
}
