import type { Clock } from '../domain/clock.ts'
import type { HeldDelivery } from '../domain/delivery.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { Id } from '../domain/ids.ts'
import type { RetrySchedule } from '../domain/retry-schedule.ts'
import { cancel, settleAttempt, type Settlement } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Attempter, AttemptResult } from './attempt.ts'
import type { Catalog } from './catalog.ts'
import {
  doubt,
  insertInOrder,
  isResting,
  mayClaim,
  noteAttemptEnded,
  noteDue,
  noteEnded,
  noteRetryWritten,
  noteStoreAwaits,
} from './lane-order.ts'
import { LaneTable, type LaneLimits } from './lane-table.ts'
import { adjustWindow, buffered, canSend, takeNext, type Lane } from './lane.ts'
import type { EngineMetrics } from './metrics.ts'
import { ReadyLanes } from './ready-lanes.ts'
import type { ScheduledDelivery } from '../stores/store.ts'

export interface DispatchLimits extends LaneLimits {
  /** Attempts on the wire, over all lanes. */
  readonly maxInFlight: number
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
  /** An ordered lane waits for this delivery, which waits in the store for its next attempt. */
  readonly onRest: (lane: Lane, awaited: Pick<ScheduledDelivery, 'webhookId'>) => void
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
  /** Takes a delivery that is due into its lane, or gives it back to the store where that is full. */
  takeDue(delivery: HeldDelivery): void
  /** Deliveries of this lane were parked. */
  noteParked(laneId: Id): void
  /** What was settled here is durable now. */
  noteSettled(settlement: Settlement): void
  /** What the store says an ordered lane waits for. */
  noteAwaited(lane: Lane, awaited: ScheduledDelivery | null): void
  /** What an ordered lane waits for may have ended in the store. */
  recheck(laneId: Id): void
  /** Its lane may have become an ordered one, or none any more, or may be gone with it. */
  noteChange(webhook: Webhook): void
  heldIn(laneId: Id): readonly HeldDelivery[]
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
   * Gives what waits in memory and was not begun back to the store. Attempts that are still on the
   * wire are left to whoever takes over: they stay held there, and count for nothing here.
   */
  giveBackWaiting(): void
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
  const { maySend, settle, claimParked, onRest } = dependencies
  const lanes = new LaneTable({ catalog, profiles, limits })
  const { memory } = lanes
  const onTheWire = new Map<Id, HeldDelivery>()
  const ready = new ReadyLanes()
  let inFlight = 0
  let begunThisTurn = 0
  let isDraining = false
  let isAbandoned = false
  let drained: (() => void) | null = null

  function pump(): void {
    while (mayBegin()) {
      const lane = ready.next()
      if (lane === undefined) return
      const delivery = canSend(lane) ? takeNext(lane) : undefined
      if (delivery !== undefined) begin(delivery, lane)
      ready.add(lane)
      if (buffered(lane) * 2 < lane.capacity) askForMore(lane)
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
    const settlement = settleAttempt({
      delivery,
      attempt: record,
      body,
      schedule,
      nowMs: clock.nowMs(),
      random: random(),
    })
    settle(settlement)
    if (lane !== null) {
      lane.inFlight -= 1
      adjustWindow(lane, record.outcome)
      noteAttemptEnded(lane, settlement)
      goOn(lane)
    }
    if (inFlight === 0) drained?.()
    pump()
  }

  function enqueue(delivery: HeldDelivery): void {
    const lane = lanes.of(delivery.laneId)
    if (isResting(lane)) return giveBack(lane, delivery)
    memory.add(delivery.event.data.length)
    if (lane.blocksUntil === null) lane.buffer.push(delivery)
    else insertInOrder(lane, delivery)
    ready.add(lane)
  }

  /** Lets the lane send what it has, and asks for more when it has nothing. */
  function goOn(lane: Lane): void {
    ready.add(lane)
    if (buffered(lane) === 0) askForMore(lane)
  }

  function askForMore(lane: Lane): void {
    if (lane.hasParked && mayClaim(lane)) claimParked(lane)
  }

  function noteParked(lane: Lane): void {
    lane.hasParked = true
    lane.parkings += 1
    goOn(lane)
  }

  function giveBack(lane: Lane, delivery: HeldDelivery): void {
    lane.hasParked = true
    lane.parkings += 1
    lane.returning += 1
    settle({ kind: 'park', delivery })
  }

  function giveBackBuffer(lane: Lane): void {
    for (let next = takeNext(lane); next !== undefined; next = takeNext(lane)) {
      memory.remove(next.event.data.length)
      giveBack(lane, next)
    }
  }

  /** From now on everything of this lane goes to the store. */
  function rest(lane: Lane, awaited: Pick<ScheduledDelivery, 'webhookId'>): void {
    lane.hasParked = true
    lane.parkings += 1
    giveBackBuffer(lane)
    onRest(lane, awaited)
  }

  return {
    reserve: (laneId, bytes) => lanes.reserve(laneId, bytes),
    release(laneId, bytes) {
      const lane = lanes.of(laneId)
      lanes.release(lane, bytes)
      if (lane.blocksUntil !== null) goOn(lane)
    },
    enqueue,
    sendNow(delivery) {
      if (isDraining || !maySend()) return enqueue(delivery)
      memory.add(delivery.event.data.length)
      begin(delivery, null)
    },
    takeDue(delivery) {
      const lane = lanes.of(delivery.laneId)
      const isAwaited = noteDue(lane, delivery.id)
      if (isAwaited || lanes.freeRoom(lane) > 0) enqueue(delivery)
      else giveBack(lane, delivery)
    },
    noteParked: (laneId) => noteParked(lanes.of(laneId)),
    noteSettled(settlement) {
      if (settlement.kind === 'finish' && settlement.status === 'success') return
      const { delivery, kind } = settlement
      const lane = lanes.find(delivery.laneId)
      if (lane === undefined) return
      if (kind === 'park') {
        lane.returning -= 1
        noteParked(lane)
      } else if (kind === 'retry') {
        if (noteRetryWritten(lane, delivery.id)) rest(lane, delivery)
      } else if (noteEnded(lane, delivery.id)) goOn(lane)
    },
    noteAwaited(lane, awaited) {
      if (noteStoreAwaits(lane, awaited?.id ?? null) && awaited !== null) rest(lane, awaited)
    },
    recheck(laneId) {
      const lane = lanes.find(laneId)
      if (lane === undefined || !isResting(lane)) return
      doubt(lane)
      noteParked(lane)
    },
    noteChange({ laneId, state }) {
      const lane = lanes.find(laneId)
      if (lane === undefined) return
      if (state === 'deleted') return lanes.forgetIfIdle(lane)
      const traits = lanes.traitsOf(laneId)
      if (traits.blocksUntil === lane.blocksUntil) return
      Object.assign(lane, traits)
      lane.window = Math.min(lane.window, traits.maxWindow)
      lane.awaited = null
      giveBackBuffer(lane)
      noteParked(lane)
    },
    heldIn(laneId) {
      const lane = lanes.find(laneId)
      const sending = [...onTheWire.values()].filter((delivery) => delivery.laneId === laneId)
      return lane === undefined ? sending : [...sending, ...lane.buffer.slice(lane.head)]
    },
    reserveClaim: (lane, most) => lanes.reserveClaim(lane, most),
    releaseClaim: (lane, count) => lanes.releaseClaim(lane, count),
    pump,
    drain() {
      isDraining = true
      if (inFlight === 0) return Promise.resolve()
      return new Promise((resolve) => {
        drained = resolve
      })
    },
    giveBackWaiting() {
      isAbandoned = true
      for (const lane of lanes.all()) giveBackBuffer(lane)
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
