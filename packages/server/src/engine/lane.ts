import type { HeldDelivery } from '../domain/delivery.ts'
import type { Id } from '../domain/ids.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'

/** The queue that a webhook's deliveries stand in, as far as this node holds it in memory. */
export interface Lane {
  readonly id: Id
  /** Oldest first; taken from `head`, so that a long queue is not shifted. */
  buffer: HeldDelivery[]
  head: number
  /** Room kept for deliveries whose commit is under way. */
  reserved: number
  inFlight: number
  /** How many attempts may be on the wire at once: it grows as the receiver answers. */
  window: number
  /** The store has (or may have) parked deliveries for this lane, so new ones queue up behind them. */
  hasParked: boolean
  /** Raised whenever deliveries are parked, so that a claim knows whether what it saw is still so. */
  parkings: number
  isClaiming: boolean
  isReady: boolean
}

/** A receiver that nothing is known of is asked this many things at once, and double with each round. */
const firstWindow = 4

export function createLane(id: Id, maxWindow: number): Lane {
  return {
    id,
    buffer: [],
    head: 0,
    reserved: 0,
    inFlight: 0,
    window: Math.min(firstWindow, maxWindow),
    hasParked: false,
    parkings: 0,
    isClaiming: false,
    isReady: false,
  }
}

export function buffered(lane: Lane): number {
  return lane.buffer.length - lane.head
}

export function takeNext(lane: Lane): HeldDelivery | undefined {
  const next = lane.buffer[lane.head]
  if (next === undefined) return undefined
  lane.head += 1
  if (lane.head === lane.buffer.length) {
    lane.buffer = []
    lane.head = 0
  } else if (lane.head === compactAfter) {
    lane.buffer.splice(0, lane.head)
    lane.head = 0
  }
  return next
}

const compactAfter = 256

export function canSend(lane: Lane): boolean {
  return lane.inFlight < lane.window && buffered(lane) > 0
}

/**
 * A receiver that answers may be asked more at once, up to `max`; one that lets attempts hang or
 * fail to connect is asked less, down to one at a time, so that it holds few of the node's attempts.
 */
export function adjustWindow(lane: Lane, outcome: AttemptOutcome, max: number): void {
  if (outcome.kind === 'answered') lane.window = Math.min(max, lane.window + 1)
  else lane.window = Math.max(1, lane.window >> 1)
}
