import type { Lane } from './lane.ts'
import { SharedLimit, type Standing } from './standing.ts'

export interface MemoryLimits {
  readonly maxHeld: number
  readonly maxHeldBytes: number
  /** What one workspace may have of each limit. */
  readonly maxWorkspacePercent: number
}

/**
 * Counts the deliveries that this node holds, so that they stay within what memory may take and no
 * lane or workspace takes the room of the others.
 */
export class HeldMemory {
  readonly #deliveries: SharedLimit
  readonly #bytes: SharedLimit
  readonly #mostOfWorkspace: number
  readonly #mostBytesOfWorkspace: number

  constructor({ maxHeld, maxHeldBytes, maxWorkspacePercent }: MemoryLimits) {
    this.#deliveries = new SharedLimit(maxHeld)
    this.#bytes = new SharedLimit(maxHeldBytes)
    this.#mostOfWorkspace = Math.ceil((maxHeld * maxWorkspacePercent) / 100)
    this.#mostBytesOfWorkspace = (maxHeldBytes * maxWorkspacePercent) / 100
  }

  get count(): number {
    return this.#deliveries.used
  }

  /** Deliveries of lanes whose receivers are prompt. */
  get prompt(): number {
    return this.#deliveries.usedBy('prompt')
  }

  /** Deliveries that there is room for; their bytes may still be too many. */
  roomFor({ memoryShare, workspace }: Lane): number {
    if (this.#bytes.roomFor(memoryShare) <= 0) return 0
    const room = Math.max(0, this.#deliveries.roomFor(memoryShare))
    if (workspace === null) return room
    if (workspace.heldBytes >= this.#mostBytesOfWorkspace) return 0
    return Math.max(0, Math.min(room, this.#mostOfWorkspace - workspace.held))
  }

  /** Slow lanes have more than they may; that is so when prompt ones have become slow. */
  get isOverfull(): boolean {
    return this.#deliveries.roomFor('slow') < 0 || this.#bytes.roomFor('slow') < 0
  }

  add(lane: Lane, bytes: number): void {
    this.#count(lane, 1, bytes)
  }

  remove(lane: Lane, bytes: number): void {
    this.#count(lane, -1, -bytes)
  }

  /** Keeps room for deliveries whose bytes are not known yet; with a negative count gives it back. */
  reserve(lane: Lane, count: number): void {
    this.#count(lane, count, 0)
  }

  /** Counts what the lane holds as another share's from now on. */
  move(lane: Lane, share: Standing): void {
    if (lane.memoryShare === share) return
    const { held, heldBytes } = lane
    this.#deliveries.add(lane.memoryShare, -held)
    this.#bytes.add(lane.memoryShare, -heldBytes)
    this.#deliveries.add(share, held)
    this.#bytes.add(share, heldBytes)
    lane.memoryShare = share
  }

  #count(lane: Lane, count: number, bytes: number): void {
    this.#deliveries.add(lane.memoryShare, count)
    this.#bytes.add(lane.memoryShare, bytes)
    lane.held += count
    lane.heldBytes += bytes
    const { workspace } = lane
    if (workspace === null) return
    workspace.held += count
    workspace.heldBytes += bytes
  }
}
