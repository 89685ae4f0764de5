import type { Clock } from '../domain/clock.ts'
import type { HeldDelivery } from '../domain/delivery.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { Id } from '../domain/ids.ts'
import type { RetrySchedule } from '../domain/retry-schedule.ts'
import { cancel, settleAttempt, type Settlement } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Attempter, AttemptResult } from './attempt.ts'
import type { Catalog } from './catalog.ts'
import { HeldMemory, type MemoryLimits } from './held-memory.ts'
import { adjustWindow, buffered, canSend, createLane, takeNext, type Lane } from './lane.ts'
import type { EngineMetrics } from './metrics.ts'
import { ReadyLanes } from './ready-lanes.ts'

export interface DispatchLimits extends MemoryLimits {
  /** Attempts on the wire, over all lanes. */
  readonly maxInFlight: number
  readonly maxInFlightPerLane: number
  /** Deliveries in a lane's memory; what comes beyond that is parked in the store. */
  readonly maxHeldPerLane: number
}

export interface DispatcherDependencies {
  readonly clock: Clock
  readonly random: () => number
  readonly catalog: Catalog
  readonly profiles: ReadonlyMap<string, DeliveryProfile>
  readonly attempt: Attempter
  readonly metrics: EngineMetrics
  readonly limits: DispatchLimits
  /** Divides every retry delay. */
  readonly retrySpeedup: number
  /** False: no attempt may begin (the store is behind, or this node may have been taken over). */
  readonly maySend: () => boolean
  readonly settle: (settlement: Settlement) => void
  /** The lane has parked deliveries and room for them. */
  readonly claimParked: (lane: Lane) => void
}

/** Moves deliveries from their lanes to the wire: lanes take turns, each is capped, memory is bounded. */
export interface Dispatcher {
  /** Keeps room for a delivery whose commit is under way; `parked`: there is none. */
  reserve(laneId: Id, bytes: number): 'held' | 'parked'
  /** Gives back what {@link reserve} kept. */
  release(laneId: Id, bytes: number): void
  /** Puts a delivery, durable and held by this node, into its lane. */
  enqueue(delivery: HeldDelivery): void
  /** Sends past the lane, at once if anything may be sent: a person waits for the answer. */
  sendNow(delivery: HeldDelivery): void
  /** Deliveries of this lane were parked. */
  noteParked(laneId: Id): void
  lane(laneId: Id): Lane
  heldIn(laneId: Id): readonly HeldDelivery[]
  freeRoom(lane: Lane): number
  /** Keeps room for up to `most` parked deliveries while they are claimed; for how many. */
  reserveClaim(lane: Lane, most: number): number
  /** Gives back what {@link reserveClaim} kept. */
  releaseClaim(lane: Lane, count: number): void
  /**
   * More could be sent at once than this process gets round to. Lanes whose receivers are slow do
   * not count: nothing here would send for them any sooner.
   */
  readonly isBehind: boolean
  /** Begins what may begin; call it when {@link DispatcherDependencies.maySend} may have become true. */
  pump(): void
  /** Begins nothing more; resolves when nothing is on the wire. */
  drain(): Promise<void>
  /**
   * What waits in memory and was not begun, taken out of it. Attempts that are still on the wire are
   * left to whoever takes over: they stay held in the store, and count for nothing here.
   */
  takeWaiting(): HeldDelivery[]
  readonly held: number
  readonly inFlight: number
  readonly lanes: number
}

/**
 * Attempts that begin before the event loop looks at the sockets again. A burst then goes out over
 * connections that answers have just set free, instead of opening one for each of its attempts.
 */
const mostBegunInATurn = 64

/** A burst of this many is dealt with before anybody could tell. */
const backlogThatIsBehind = 512

export function createDispatcher(dependencies: DispatcherDependencies): Dispatcher {
  const { clock, random, catalog, profiles, attempt, metrics, limits, retrySpeedup } = dependencies
  const { maySend, settle, claimParked } = dependencies
  const lanes = new Map<Id, Lane>()
  const onTheWire = new Map<Id, HeldDelivery>()
  const ready = new ReadyLanes()
  const memory = new HeldMemory(limits)
  let inFlight = 0
  let begunThisTurn = 0
  let isDraining = false
  let isAbandoned = false
  let drained: (() => void) | null = null

  function laneOf(id: Id): Lane {
    let lane = lanes.get(id)
    if (lane === undefined) {
      lane = createLane(id, limits.maxInFlightPerLane)
      lanes.set(id, lane)
    }
    return lane
  }

  function freeRoom(lane: Lane): number {
    const inLane = limits.maxHeldPerLane - buffered(lane) - lane.reserved
    return Math.max(0, Math.min(inLane, memory.room))
  }

  function pump(): void {
    while (mayBegin()) {
      const lane = ready.next()
      if (lane === undefined) return
      const delivery = canSend(lane) ? takeNext(lane) : undefined
      if (delivery !== undefined) begin(delivery, lane)
      ready.add(lane)
      if (lane.hasParked && buffered(lane) * 2 < limits.maxHeldPerLane) claimParked(lane)
    }
  }

  function mayBegin(): boolean {
    if (inFlight >= limits.maxInFlight || isDraining) return false
    return begunThisTurn < mostBegunInATurn && maySend()
  }

  /** The next turn of the event loop has read what was answered meanwhile. */
  function countBegun(): void {
    if (begunThisTurn === 0) {
      setImmediate(() => {
        begunThisTurn = 0
        pump()
      })
    }
    begunThisTurn += 1
  }

  function begin(delivery: HeldDelivery, lane: Lane | null): void {
    const webhook = catalog.webhook(delivery.webhookId)
    const reason = reasonNotToSend(webhook, delivery)
    const profile = webhook && profiles.get(webhook.profile)
    if (reason !== null || webhook === undefined || profile === undefined) {
      memory.remove(delivery.event.data.length)
      settle(cancel(delivery, reason ?? 'The webhook’s profile is not enabled', clock.nowMs()))
      return
    }
    countBegun()
    if (lane !== null) lane.inFlight += 1
    inFlight += 1
    onTheWire.set(delivery.id, delivery)
    void attempt(delivery, webhook, profile).then((result) => {
      end(delivery, lane, result, scheduleOf(webhook, profile, retrySpeedup))
    })
  }

  function end(
    delivery: HeldDelivery,
    lane: Lane | null,
    { record, body }: AttemptResult,
    schedule: RetrySchedule,
  ): void {
    inFlight -= 1
    onTheWire.delete(delivery.id)
    memory.remove(delivery.event.data.length)
    if (isAbandoned) return
    metrics.attemptEnded(record.outcome, record.durationMs)
    settle(
      settleAttempt({
        delivery,
        attempt: record,
        body,
        schedule,
        nowMs: clock.nowMs(),
        random: random(),
      }),
    )
    if (lane !== null) {
      lane.inFlight -= 1
      adjustWindow(lane, record.outcome, limits.maxInFlightPerLane)
      ready.add(lane)
      if (lane.hasParked && buffered(lane) === 0) claimParked(lane)
    }
    if (inFlight === 0) drained?.()
    pump()
  }

  function enqueue(delivery: HeldDelivery): void {
    memory.add(delivery.event.data.length)
    const lane = laneOf(delivery.laneId)
    lane.buffer.push(delivery)
    ready.add(lane)
  }

  return {
    reserve(laneId, bytes) {
      const lane = laneOf(laneId)
      if (lane.hasParked || freeRoom(lane) === 0) return 'parked'
      lane.reserved += 1
      memory.add(bytes)
      return 'held'
    },
    release(laneId, bytes) {
      laneOf(laneId).reserved -= 1
      memory.remove(bytes)
    },
    enqueue,
    sendNow(delivery) {
      if (isDraining || !maySend()) return enqueue(delivery)
      memory.add(delivery.event.data.length)
      begin(delivery, null)
    },
    noteParked(laneId) {
      const lane = laneOf(laneId)
      lane.hasParked = true
      lane.parkings += 1
      if (buffered(lane) === 0) claimParked(lane)
    },
    lane: laneOf,
    heldIn(laneId) {
      const lane = lanes.get(laneId)
      const sending = [...onTheWire.values()].filter((delivery) => delivery.laneId === laneId)
      return lane === undefined ? sending : [...sending, ...lane.buffer.slice(lane.head)]
    },
    freeRoom,
    reserveClaim(lane, most) {
      const count = Math.min(freeRoom(lane), most)
      lane.reserved += count
      memory.reserve(count)
      return count
    },
    releaseClaim(lane, count) {
      lane.reserved -= count
      memory.reserve(-count)
    },
    pump,
    drain() {
      isDraining = true
      if (inFlight === 0) return Promise.resolve()
      return new Promise((resolve) => {
        drained = resolve
      })
    },
    takeWaiting() {
      isAbandoned = true
      const waiting: HeldDelivery[] = []
      for (const lane of lanes.values()) {
        for (let next = takeNext(lane); next !== undefined; next = takeNext(lane)) {
          memory.remove(next.event.data.length)
          waiting.push(next)
        }
      }
      return waiting
    },
    get isBehind() {
      const isSending = !ready.isEmpty && inFlight < limits.maxInFlight && maySend()
      return isSending && memory.count - inFlight > backlogThatIsBehind
    },
    get held() {
      return memory.count
    },
    get inFlight() {
      return inFlight
    },
    get lanes() {
      return lanes.size
    },
  }
}

/** A test is sent even to a paused webhook: its owner asks before switching it on. */
function reasonNotToSend(webhook: Webhook | undefined, delivery: HeldDelivery): string | null {
  if (webhook === undefined) return 'The webhook was deleted'
  if (webhook.state === 'active' || delivery.event.isTest) return null
  return `The webhook is ${webhook.state}`
}

function scheduleOf(
  webhook: Webhook,
  profile: DeliveryProfile,
  retrySpeedup: number,
): RetrySchedule {
  if (webhook.retryDelaysMs === null && retrySpeedup === 1) return profile.retry
  const delaysMs = webhook.retryDelaysMs ?? profile.retry.delaysMs
  return { ...profile.retry, delaysMs: delaysMs.map((delayMs) => delayMs / retrySpeedup) }
}
