import type { Clock } from '../domain/clock.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { Event } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { RateLimit } from '../domain/rate-limit.ts'
import type { JournalTarget } from '../stores/journal-store.ts'
import type { Catalog } from './catalog.ts'
import { HeldMemory, type MemoryLimits } from './held-memory.ts'
import {
  buffered,
  capacityOf,
  createLane,
  isIdle,
  memoryShareOf,
  type Lane,
  type LaneTraits,
} from './lane.ts'
import { TokenBucket } from './rate-limit.ts'
import { WorkspaceUse } from './workspace-use.ts'

export interface LaneLimits extends MemoryLimits {
  readonly maxInFlightPerLane: number
  /** Deliveries in a lane's memory; what comes beyond that is parked in the store. */
  readonly maxHeldPerLane: number
}

export interface LaneTableDependencies {
  readonly clock: Clock
  readonly catalog: Catalog
  readonly profiles: ReadonlyMap<string, DeliveryProfile>
  readonly limits: LaneLimits
  /** False: this node takes events, and leaves the sending to others. */
  readonly isWorker: boolean
  /** Nodes share the store: ordered and rate-limited lanes are one node's at a time. */
  readonly isShared: boolean
  /** Nodes that send; they share what each lane may have on the wire. */
  readonly workers: () => number
}

/**
 * An ordered lane sends one after the other, so few in memory keep it going. They are written back
 * whenever one of them has to be retried, which is why there should not be many.
 */
const orderedCapacity = 64

/** How many calls of {@link LaneTable.forgetUnused} it takes to look at every lane. */
const visitsForAll = 60
const mostIdle = 20_000

/** The lanes that this node knows, and the room that is left in them and in memory. */
export class LaneTable {
  readonly memory: HeldMemory
  readonly #lanes = new Map<Id, Lane>()
  readonly #workspaces = new Map<Id, WorkspaceUse>()
  #visits: Iterator<Lane> | null = null
  #released: Id[] = []
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
      const traits = this.traitsOf(id)
      lane = createLane(id, traits)
      this.setRateLimit(lane, traits.rateLimit)
      this.#lanes.set(id, lane)
    }
    return lane
  }

  /** The lane that something of this workspace is put into. */
  use(id: Id, workspaceId: Id): Lane {
    const lane = this.of(id)
    lane.isUsed = true
    if (lane.workspace === null) this.#join(lane, workspaceId)
    return lane
  }

  #join(lane: Lane, workspaceId: Id): void {
    let workspace = this.#workspaces.get(workspaceId)
    if (workspace === undefined) {
      workspace = new WorkspaceUse(workspaceId)
      this.#workspaces.set(workspaceId, workspace)
    }
    workspace.lanes += 1
    workspace.held += lane.held
    workspace.heldBytes += lane.heldBytes
    lane.workspace = workspace
  }

  /** A lane that is forgotten is made anew when something comes for it after all. */
  forgetIfIdle(lane: Lane): void {
    if (!isIdle(lane)) return
    this.#lanes.delete(lane.id)
    if (lane.isOurs) this.#released.push(lane.id)
    const { workspace } = lane
    if (workspace === null) return
    workspace.lanes -= 1
    if (workspace.lanes === 0) this.#workspaces.delete(workspace.id)
  }

  /**
   * Looks at some of the lanes, next time at the next ones, and forgets those that are idle and were
   * not used since the last look; where there are very many, all that are idle. Of one whose breaker
   * is not closed it would be forgotten that its receiver fails.
   */
  forgetUnused(): void {
    const { size } = this.#lanes
    for (let visits = Math.ceil(size / visitsForAll); visits > 0; visits -= 1) {
      this.#visits ??= this.#lanes.values()
      const { value: lane, done } = this.#visits.next()
      if (done === true) {
        this.#visits = null
        return
      }
      const isUnused = !lane.isUsed && lane.breaker.state === 'closed'
      if (isUnused || size > mostIdle) this.forgetIfIdle(lane)
      lane.isUsed = false
    }
  }

  /** Those that this node was the owner of and has forgotten since the last call. */
  takeReleased(): readonly Id[] {
    const released = this.#released
    this.#released = []
    return released
  }

  /** What a lane may have on the wire depends on how many nodes send. */
  reviewWindows(): void {
    for (const lane of this.#lanes.values()) {
      lane.maxWindow = this.traitsOf(lane.id).maxWindow
      lane.window = Math.min(lane.window, lane.maxWindow)
    }
  }

  setRateLimit(lane: Lane, limit: RateLimit | null): void {
    lane.bucket?.discard()
    lane.rateLimit = limit
    lane.bucket = limit === null ? null : new TokenBucket(limit, this.#dependencies.clock)
    this.memory.move(lane, memoryShareOf(lane))
  }

  /** What the catalogue says of this lane now. */
  traitsOf(id: Id): LaneTraits {
    const { catalog, profiles, limits, isShared, workers } = this.#dependencies
    const { maxInFlightPerLane, maxHeldPerLane: capacity } = limits
    const rateLimit = this.#rateLimitOf(id)
    const ordered = catalog.orderedWebhook(id)
    const hasOwner = isShared && (ordered !== undefined || rateLimit !== null)
    if (ordered === undefined) {
      const share = hasOwner ? 1 : workers()
      const maxWindow = Math.max(1, Math.floor(maxInFlightPerLane / share))
      return { blocksUntil: null, hasOwner, maxWindow, rateLimit, capacity }
    }
    return {
      hasOwner,
      blocksUntil: profiles.get(ordered.profile)?.orderedBlocksUntil ?? 'ended',
      maxWindow: 1,
      rateLimit,
      capacity: Math.min(capacity, orderedCapacity),
    }
  }

  /** Webhooks that share a lane share the lowest of their limits. */
  #rateLimitOf(id: Id): RateLimit | null {
    const { catalog, profiles } = this.#dependencies
    let lowest: RateLimit | null = null
    for (const { rateLimit, profile } of catalog.webhooksOfLane(id)) {
      const limit = rateLimit ?? profiles.get(profile)?.rateLimit ?? null
      if (limit !== null && limit.perSecond < (lowest?.perSecond ?? Infinity)) lowest = limit
    }
    return lowest
  }

  freeRoom(lane: Lane): number {
    const inLane = capacityOf(lane) - buffered(lane) - lane.reserved
    return Math.max(0, Math.min(inLane, this.memory.roomFor(lane)))
  }

  reserve(id: Id, { workspaceId, data }: Event): JournalTarget['state'] {
    if (!this.#dependencies.isWorker) return this.traitsOf(id).hasOwner ? 'in-line' : 'parked'
    if (this.of(id).hasOwner) return 'in-line'
    const lane = this.use(id, workspaceId)
    if (lane.hasParked || this.freeRoom(lane) === 0) return 'parked'
    lane.reserved += 1
    this.memory.add(lane, data.length)
    return 'held'
  }

  release(lane: Lane, bytes: number): void {
    lane.reserved -= 1
    this.memory.remove(lane, bytes)
  }

  reserveClaim(lane: Lane, most: number): number {
    const count = Math.min(this.freeRoom(lane), most)
    lane.reserved += count
    this.memory.reserve(lane, count)
    return count
  }

  releaseClaim(lane: Lane, count: number): void {
    lane.reserved -= count
    this.memory.reserve(lane, -count)
  }
}
