import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { Id } from '../domain/ids.ts'
import type { Catalog } from './catalog.ts'
import { HeldMemory, type MemoryLimits } from './held-memory.ts'
import { buffered, createLane, isIdle, type Lane, type LaneTraits } from './lane.ts'

export interface LaneLimits extends MemoryLimits {
  readonly maxInFlightPerLane: number
  /** Deliveries in a lane's memory; what comes beyond that is parked in the store. */
  readonly maxHeldPerLane: number
}

export interface LaneTableDependencies {
  readonly catalog: Catalog
  readonly profiles: ReadonlyMap<string, DeliveryProfile>
  readonly limits: LaneLimits
}

/**
 * An ordered lane sends one after the other, so few in memory keep it going. They are written back
 * whenever one of them has to be retried, which is why there should not be many.
 */
const orderedCapacity = 64

/** The lanes that this node knows, and the room that is left in them and in memory. */
export class LaneTable {
  readonly memory: HeldMemory
  readonly #lanes = new Map<Id, Lane>()
  readonly #dependencies: LaneTableDependencies

  constructor(dependencies: LaneTableDependencies) {
    this.#dependencies = dependencies
    this.memory = new HeldMemory(dependencies.limits)
  }

  get size(): number {
    return this.#lanes.size
  }

  all(): Iterable<Lane> {
    return this.#lanes.values()
  }

  /** The lane if it is known here. */
  find(id: Id): Lane | undefined {
    return this.#lanes.get(id)
  }

  of(id: Id): Lane {
    let lane = this.#lanes.get(id)
    if (lane === undefined) {
      lane = createLane(id, this.traitsOf(id))
      this.#lanes.set(id, lane)
    }
    return lane
  }

  /** A lane that is forgotten is made anew when something comes for it after all. */
  forgetIfIdle(lane: Lane): void {
    if (isIdle(lane)) this.#lanes.delete(lane.id)
  }

  /** What the catalogue says of this lane now. */
  traitsOf(id: Id): LaneTraits {
    const { catalog, profiles, limits } = this.#dependencies
    const { maxInFlightPerLane: maxWindow, maxHeldPerLane: capacity } = limits
    const ordered = catalog.orderedWebhook(id)
    if (ordered === undefined) return { blocksUntil: null, maxWindow, capacity }
    return {
      blocksUntil: profiles.get(ordered.profile)?.orderedBlocksUntil ?? 'ended',
      maxWindow: 1,
      capacity: Math.min(capacity, orderedCapacity),
    }
  }

  freeRoom(lane: Lane): number {
    const inLane = lane.capacity - buffered(lane) - lane.reserved
    return Math.max(0, Math.min(inLane, this.memory.room))
  }

  reserve(id: Id, bytes: number): 'held' | 'parked' {
    const lane = this.of(id)
    if (lane.hasParked || this.freeRoom(lane) === 0) return 'parked'
    lane.reserved += 1
    this.memory.add(bytes)
    return 'held'
  }

  release(lane: Lane, bytes: number): void {
    lane.reserved -= 1
    this.memory.remove(bytes)
  }

  reserveClaim(lane: Lane, most: number): number {
    const count = Math.min(this.freeRoom(lane), most)
    lane.reserved += count
    this.memory.reserve(count)
    return count
  }

  releaseClaim(lane: Lane, count: number): void {
    lane.reserved -= count
    this.memory.reserve(-count)
  }
}
