import type { HeldDelivery } from '../domain/delivery.ts'
import type { OrderedBlocking } from '../domain/delivery-profile.ts'
import type { Id } from '../domain/ids.ts'
import { isSuccess, type AttemptOutcome } from '../domain/outcome.ts'
import type { RateLimit } from '../domain/rate-limit.ts'
import { breakerWindow, createBreaker, noteFailure, noteSuccess, type Breaker } from './breaker.ts'
import type { TokenBucket } from './rate-limit.ts'
import type { Standing } from './standing.ts'
import type { WorkspaceUse } from './workspace-use.ts'

/** The queue that a webhook's deliveries stand in, as far as this node holds it in memory. */
export interface Lane extends LaneTraits {
  readonly id: Id
  /** null until something stands in it. */
  workspace: WorkspaceUse | null
  /** What its receiver was like lately. */
  standing: Standing
  /** Whose share of memory it uses. */
  memoryShare: Standing
  /** Deliveries that memory has or keeps room for, those on the wire included, and their bytes. */
  held: number
  heldBytes: number
  /** Oldest first; taken from `head`, so that a long queue is not shifted. */
  buffer: HeldDelivery[]
  head: number
  /** Room kept for deliveries whose commit is under way. */
  reserved: number
  inFlight: number
  /** Those of its attempts on the wire that take longer than a prompt receiver does. */
  overdue: number
  /** When that was last held against it, by the monotonic clock. */
  worseSinceMs: number
  /** How many attempts may be on the wire at once: it grows as the receiver answers. */
  window: number
  /** Fewer, while its receiver does nothing but fail. */
  readonly breaker: Breaker
  /** What its rate limit leaves; null: it has none. */
  bucket: TokenBucket | null
  /** Something was put into it since {@link LaneTable.forgetUnused} last came by. */
  isUsed: boolean
  /** The store has (or may have) parked deliveries for this lane, so new ones queue up behind them. */
  hasParked: boolean
  /** Raised whenever deliveries are parked, so that a claim knows whether what it saw is still so. */
  parkings: number
  isClaiming: boolean
  /** Another node sends for it, as far as is known here; only where it has an owner. */
  isElsewhere: boolean
  /** This node does, and others wait for it to say that it does no more. */
  isOurs: boolean
  isReady: boolean
  /** A delivery that was tried and has not ended; see `lane-order.ts`. Nothing else of the lane is sent. */
  awaited: Awaited | null
  /** Deliveries on their way from memory back to the store. */
  returning: number
}

export interface Awaited {
  readonly deliveryId: Id
  /**
   * - `settling`: its retry or its end is being written
   * - `scheduled`: it waits in the store for its next attempt
   * - `doubtful`: it waited there, and somebody says that it may have ended
   * - `due`: it is in memory again
   */
  readonly stage: 'settling' | 'scheduled' | 'doubtful' | 'due'
}

/** What a lane's webhooks and the limits make of it. */
export interface LaneTraits {
  /** How long a delivery keeps the next one from starting; null: the lane has no order. */
  blocksUntil: OrderedBlocking | null
  maxWindow: number
  /** One node at a time sends for it, and what is published for it comes through the store. */
  hasOwner: boolean
  /** Its owner's; null: none. */
  rateLimit: RateLimit | null
  /** Deliveries in its memory; what comes beyond that is parked in the store. */
  capacity: number
}

/** A receiver that nothing is known of is asked this many things at once, and double with each round. */
const firstWindow = 4

export function createLane(id: Id, traits: LaneTraits): Lane {
  return {
    id,
    ...traits,
    workspace: null,
    standing: 'unknown',
    memoryShare: 'unknown',
    held: 0,
    heldBytes: 0,
    buffer: [],
    head: 0,
    reserved: 0,
    inFlight: 0,
    overdue: 0,
    worseSinceMs: Number.NEGATIVE_INFINITY,
    bucket: null,
    isUsed: true,
    window: Math.min(firstWindow, traits.maxWindow),
    breaker: createBreaker(),
    // An earlier run may have left something that comes before what is published now.
    hasParked: traits.blocksUntil !== null || traits.hasOwner,
    parkings: 0,
    isClaiming: false,
    isElsewhere: false,
    isOurs: false,
    isReady: false,
    awaited: null,
    returning: 0,
  }
}

export function buffered(lane: Lane): number {
  return lane.buffer.length - lane.head
}

/** Nothing of it is in memory, and nobody holds it to do something with it later. */
export function isIdle(lane: Lane): boolean {
  const { held, returning, awaited, hasParked, isClaiming, isReady, bucket } = lane
  const isBusy = hasParked || isClaiming || isReady || awaited !== null
  return !isBusy && held + returning === 0 && (bucket === null || bucket.isFull)
}

/** Some, so that a lane that waits for its receiver or its rate limit keeps little memory from others. */
const patientCapacity = 16

/** Whose share of memory it uses: one with a rate limit keeps its deliveries waiting like a slow one. */
export function memoryShareOf({ standing, bucket }: Lane): Standing {
  return bucket === null ? standing : 'slow'
}

/** Deliveries that may be in its memory now. */
export function capacityOf({ capacity, standing, bucket }: Lane): number {
  if (bucket !== null) {
    return Math.min(capacity, Math.max(patientCapacity, Math.ceil(bucket.limit.perSecond / 4)))
  }
  return standing === 'slow' ? Math.min(capacity, patientCapacity) : capacity
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

/** Whether it may send its next delivery now. */
export function canSend(lane: Lane): boolean {
  if (lane.inFlight >= windowOf(lane) || buffered(lane) === 0) return false
  return lane.awaited === null || lane.buffer[lane.head]?.id === lane.awaited.deliveryId
}

/**
 * Attempts that it may have on the wire at this moment: the least that any rule allows. Whoever
 * changes what a rule says hands the lane to {@link ReadyLanes.add} again.
 */
function windowOf({ window, breaker, bucket }: Lane): number {
  return bucket === null || bucket.hasToken ? Math.min(window, breakerWindow(breaker)) : 0
}

/**
 * A receiver that answers may be asked more at once, up to the lane's limit; one that lets attempts
 * hang or fail to connect is asked less, down to one at a time, so that it holds few of the node's
 * attempts.
 */
export function adjustWindow(lane: Lane, outcome: AttemptOutcome): void {
  if (outcome.kind === 'answered') lane.window = Math.min(lane.maxWindow, lane.window + 1)
  else lane.window = Math.max(1, lane.window >> 1)
}

/** An attempt of which no request was made says nothing of the receiver. */
export function noteOutcome(lane: Lane, deliveryId: Id, outcome: AttemptOutcome): void {
  if (isSuccess(outcome)) noteSuccess(lane.breaker)
  else if (outcome.kind !== 'unsendable') noteFailure(lane.breaker, deliveryId)
}

/** A receiver that was left alone for a while is met with one delivery at first. */
export function startSmall(lane: Lane): void {
  lane.window = 1
}
