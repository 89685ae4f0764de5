import type { HeldDelivery } from '../domain/delivery.ts'
import type { Id } from '../domain/ids.ts'
import { cancel, settleAttempt, type Settlement } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { ScheduledDelivery } from '../stores/store.ts'
import type { AttemptResult } from './attempt.ts'
import { routeOf, scheduleOf, type DeliveryRoute } from './delivery-route.ts'
import type { Dispatcher, DispatcherDependencies } from './dispatcher.ts'
import { LaneBacklog } from './lane-backlog.ts'
import {
  doubt,
  insertInOrder,
  isResting,
  noteAttemptEnded,
  noteDue,
  noteEnded,
  noteRetryWritten,
  noteStoreAwaits,
} from './lane-order.ts'
import { LaneTable } from './lane-table.ts'
import { adjustWindow, buffered, canSend, takeNext, type Lane } from './lane.ts'
import { ReadyLanes } from './ready-lanes.ts'
import { Wire } from './wire.ts'

export function createDispatcher(dependencies: DispatcherDependencies): Dispatcher {
  return new LaneDispatcher(dependencies)
}

type OpenRoute = Extract<DeliveryRoute, { kind: 'open' }>

/** A burst of this many is dealt with before anybody could tell. */
const backlogThatIsBehind = 512

class LaneDispatcher implements Dispatcher {
  readonly #dependencies: DispatcherDependencies
  readonly #lanes: LaneTable
  readonly #ready = new ReadyLanes()
  readonly #wire: Wire
  readonly #backlog: LaneBacklog
  #isAbandoned = false

  constructor(dependencies: DispatcherDependencies) {
    const { limits, maySend, settle, claimParked } = dependencies
    this.#dependencies = dependencies
    this.#lanes = new LaneTable(dependencies)
    this.#backlog = new LaneBacklog({ memory: this.#lanes.memory, settle, claimParked })
    this.#wire = new Wire({
      maxInFlight: limits.maxInFlight,
      maySend,
      onTurn: () => this.pump(),
    })
  }

  get held(): number {
    return this.#lanes.memory.count
  }

  get inFlight(): number {
    return this.#wire.inFlight
  }

  get lanes(): number {
    return this.#lanes.size
  }

  get isBehind(): boolean {
    const isSending = !this.#ready.isEmpty && !this.#wire.isFull && !this.#wire.isClosed
    return isSending && this.held - this.inFlight > backlogThatIsBehind
  }

  pump(): void {
    while (this.#wire.mayBegin()) {
      const lane = this.#ready.next()
      if (lane === undefined) return
      const delivery = canSend(lane) ? takeNext(lane) : undefined
      if (delivery !== undefined) this.#begin(delivery, lane)
      this.#ready.add(lane)
      if (buffered(lane) * 2 < lane.capacity) this.#backlog.claim(lane)
    }
  }

  #begin(delivery: HeldDelivery, lane: Lane | null): void {
    const { catalog, profiles, attempt, clock, settle } = this.#dependencies
    const route = routeOf(delivery, catalog, profiles)
    if (route.kind === 'closed') {
      this.#lanes.memory.remove(delivery.event.data.length)
      settle(cancel(delivery, route.reason, clock.nowMs()))
      return
    }
    if (lane !== null) lane.inFlight += 1
    this.#wire.begin(delivery)
    void attempt(delivery, route.webhook, route.profile).then((result) => {
      this.#end({ delivery, lane, route, result })
    })
  }

  #end({ delivery, lane, route, result }: EndedAttempt): void {
    this.#wire.end(delivery)
    this.#lanes.memory.remove(delivery.event.data.length)
    if (this.#isAbandoned) return
    const { outcome, durationMs } = result.record
    this.#dependencies.metrics.attemptEnded(outcome, durationMs)
    const settlement = this.#settle(delivery, route, result)
    if (lane !== null) {
      lane.inFlight -= 1
      adjustWindow(lane, outcome)
      noteAttemptEnded(lane, settlement)
      this.#goOn(lane)
    }
    this.#wire.noteEnded()
    this.pump()
  }

  #settle(delivery: HeldDelivery, route: OpenRoute, { record, body }: AttemptResult): Settlement {
    const { clock, random, retrySpeedup, settle } = this.#dependencies
    const settlement = settleAttempt({
      delivery,
      attempt: record,
      body,
      schedule: scheduleOf(route.webhook, route.profile, retrySpeedup),
      rules: route.profile.health,
      nowMs: clock.nowMs(),
      random: random(),
    })
    settle(settlement)
    return settlement
  }

  reserve(laneId: Id, bytes: number): 'held' | 'parked' {
    return this.#lanes.reserve(laneId, bytes)
  }

  release(laneId: Id, bytes: number): void {
    const lane = this.#lanes.of(laneId)
    this.#lanes.release(lane, bytes)
    if (lane.blocksUntil !== null) this.#goOn(lane)
  }

  enqueue(delivery: HeldDelivery): void {
    const lane = this.#lanes.of(delivery.laneId)
    if (isResting(lane)) return this.#backlog.giveBack(lane, delivery)
    this.#lanes.memory.add(delivery.event.data.length)
    if (lane.blocksUntil === null) lane.buffer.push(delivery)
    else insertInOrder(lane, delivery)
    this.#ready.add(lane)
  }

  sendNow(delivery: HeldDelivery): void {
    if (this.#wire.isClosed) return this.enqueue(delivery)
    this.#lanes.memory.add(delivery.event.data.length)
    this.#begin(delivery, null)
  }

  takeDue(delivery: HeldDelivery): void {
    const lane = this.#lanes.of(delivery.laneId)
    const isAwaited = noteDue(lane, delivery.id)
    if (isAwaited || this.#lanes.freeRoom(lane) > 0) this.enqueue(delivery)
    else this.#backlog.giveBack(lane, delivery)
  }

  noteParked(laneId: Id): void {
    const lane = this.#lanes.of(laneId)
    this.#backlog.noteParked(lane)
    this.#goOn(lane)
  }

  noteSettled(settlement: Settlement): void {
    if (settlement.kind === 'finish' && settlement.status === 'success') return
    const { delivery, kind } = settlement
    const lane = this.#lanes.find(delivery.laneId)
    if (lane === undefined) return
    if (kind === 'park') {
      this.#backlog.noteReturned(lane)
      this.#goOn(lane)
    } else if (kind === 'retry') {
      if (noteRetryWritten(lane, delivery.id)) this.#rest(lane, delivery)
    } else if (noteEnded(lane, delivery.id)) this.#goOn(lane)
  }

  noteAwaited(lane: Lane, awaited: ScheduledDelivery | null): void {
    if (noteStoreAwaits(lane, awaited?.id ?? null) && awaited !== null) this.#rest(lane, awaited)
  }

  recheck(laneId: Id): void {
    const lane = this.#lanes.find(laneId)
    if (lane === undefined || !isResting(lane)) return
    doubt(lane)
    this.noteParked(laneId)
  }

  noteChange({ laneId, state }: Webhook): void {
    const lane = this.#lanes.find(laneId)
    if (lane === undefined) return
    if (state === 'deleted') return this.#lanes.forgetIfIdle(lane)
    const traits = this.#lanes.traitsOf(laneId)
    if (traits.blocksUntil === lane.blocksUntil) return
    Object.assign(lane, traits)
    lane.window = Math.min(lane.window, traits.maxWindow)
    lane.awaited = null
    this.#backlog.giveBackBuffer(lane)
    this.noteParked(laneId)
  }

  heldIn(laneId: Id): readonly HeldDelivery[] {
    const sending = this.#wire.ofLane(laneId)
    const lane = this.#lanes.find(laneId)
    return lane === undefined ? sending : [...sending, ...lane.buffer.slice(lane.head)]
  }

  reserveClaim(lane: Lane, most: number): number {
    return this.#lanes.reserveClaim(lane, most)
  }

  releaseClaim(lane: Lane, count: number): void {
    this.#lanes.releaseClaim(lane, count)
  }

  drain(): Promise<void> {
    return this.#wire.drain()
  }

  giveBackWaiting(): void {
    this.#isAbandoned = true
    for (const lane of this.#lanes.all()) this.#backlog.giveBackBuffer(lane)
  }

  /** Lets the lane send what it has, and asks for more when it has nothing. */
  #goOn(lane: Lane): void {
    this.#ready.add(lane)
    if (buffered(lane) === 0) this.#backlog.claim(lane)
  }

  /** From now on everything of this lane goes to the store. */
  #rest(lane: Lane, awaited: Pick<ScheduledDelivery, 'webhookId'>): void {
    this.#backlog.noteParked(lane)
    this.#backlog.giveBackBuffer(lane)
    this.#dependencies.onRest(lane, awaited)
  }
}

interface EndedAttempt {
  readonly delivery: HeldDelivery
  /** null: it was sent past the lanes. */
  readonly lane: Lane | null
  readonly route: OpenRoute
  readonly result: AttemptResult
}
