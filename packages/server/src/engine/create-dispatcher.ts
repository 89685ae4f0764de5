import type { HeldDelivery } from '../domain/delivery.ts'
import type { Event } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import { isSameRateLimit } from '../domain/rate-limit.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { JournalTarget } from '../stores/journal-store.ts'
import type { ScheduledDelivery } from '../stores/queue-store.ts'
import type { AttemptResult } from './attempt.ts'
import { DeliveryVerdicts, type OpenRoute } from './delivery-verdicts.ts'
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
import {
  adjustWindow,
  buffered,
  canSend,
  capacityOf,
  memoryShareOf,
  noteOutcome,
  startSmall,
  takeNext,
  type Lane,
} from './lane.ts'
import { ReadyLanes } from './ready-lanes.ts'
import { worse, type Standing } from './standing.ts'
import { Wire, type OpenAttempt } from './wire.ts'

export function createDispatcher(dependencies: DispatcherDependencies): Dispatcher {
  return new LaneDispatcher(dependencies)
}

/** A burst of this many is dealt with before anybody could tell. */
const backlogThatIsBehind = 512

class LaneDispatcher implements Dispatcher {
  readonly #dependencies: DispatcherDependencies
  readonly #verdicts: DeliveryVerdicts
  readonly #lanes: LaneTable
  readonly #wire: Wire
  readonly #ready: ReadyLanes
  readonly #backlog: LaneBacklog
  /** Handed over to be settled, and not durable yet. */
  readonly #unsettled = new Map<Id, HeldDelivery>()
  #isAbandoned = false

  constructor(dependencies: DispatcherDependencies) {
    const { clock, limits, maySend, claimParked } = dependencies
    const { maxInFlight, maxWorkspacePercent } = limits
    this.#dependencies = dependencies
    this.#verdicts = new DeliveryVerdicts(dependencies)
    this.#lanes = new LaneTable(dependencies)
    this.#wire = new Wire({
      clock,
      maxInFlight,
      maySend,
      onTurn: () => this.pump(),
      onOverdue: (lane) => this.#setStanding(lane, worse(lane.standing)),
    })
    this.#ready = new ReadyLanes({
      attempts: this.#wire.attempts,
      mostInFlightPerWorkspace: Math.ceil((maxInFlight * maxWorkspacePercent) / 100),
    })
    this.#backlog = new LaneBacklog({
      memory: this.#lanes.memory,
      settle: (settlement) => this.#settle(settlement),
      claimParked,
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

  get openBreakers(): number {
    let count = 0
    for (const { breaker } of this.#lanes.all()) if (breaker.state !== 'closed') count += 1
    return count
  }

  get isBehind(): boolean {
    const { attempts, isClosed } = this.#wire
    if (isClosed || attempts.roomFor('prompt') <= 0 || !this.#ready.hasPrompt) return false
    return this.#lanes.memory.prompt - attempts.usedBy('prompt') > backlogThatIsBehind
  }

  pump(): void {
    while (this.#wire.mayBegin()) {
      const lane = this.#ready.next()
      if (lane === undefined) return
      const delivery = canSend(lane) ? takeNext(lane) : undefined
      if (delivery !== undefined) this.#begin(delivery, lane)
      this.#ready.add(lane)
      if (buffered(lane) * 2 < capacityOf(lane)) this.#backlog.claim(lane)
    }
  }

  #begin(delivery: HeldDelivery, lane: Lane, isPastLane = false): void {
    const route = this.#verdicts.routeOf(delivery)
    if (route.kind === 'closed') {
      this.#lanes.memory.remove(lane, delivery.event.data.length)
      this.#settle(this.#verdicts.cancel(delivery, route.reason))
      return
    }
    const open = this.#wire.begin(delivery, lane, isPastLane)
    if (!isPastLane) lane.bucket?.take(() => this.#noteRefill(lane))
    const { attempt } = this.#dependencies
    void attempt(delivery, route.webhook, route.profile).then((result) => {
      this.#end(open, route, result)
    })
  }

  #end(open: OpenAttempt, route: OpenRoute, result: AttemptResult): void {
    const { delivery, lane, isPastLane } = open
    this.#wire.end(open)
    this.#lanes.memory.remove(lane, delivery.event.data.length)
    if (this.#isAbandoned || open.isLost) return this.#goOnWithout(open)
    const { outcome, durationMs } = result.record
    this.#dependencies.metrics.attemptEnded(outcome, durationMs)
    const settlement = this.#verdicts.settlementOf(delivery, route, result)
    this.#settle(settlement)
    if (!isPastLane) {
      adjustWindow(lane, outcome)
      if (route.profile.health.breaker) noteOutcome(lane, delivery.id, outcome)
      noteAttemptEnded(lane, settlement)
      if (!open.isOverdue && lane.overdue === 0) this.#setStanding(lane, 'prompt')
      if (lane.workspace !== null) this.#ready.resume(lane.workspace)
      this.#goOn(lane)
    }
    this.#wire.noteEnded()
    this.pump()
  }

  #settle(settlement: Settlement): void {
    const { delivery } = settlement
    this.#unsettled.set(delivery.id, delivery)
    this.#dependencies.settle(settlement)
  }

  reserve(laneId: Id, event: Event): JournalTarget['state'] {
    return this.#lanes.reserve(laneId, event)
  }

  release(laneId: Id, bytes: number): void {
    const lane = this.#lanes.of(laneId)
    this.#lanes.release(lane, bytes)
    if (lane.blocksUntil !== null) this.#goOn(lane)
  }

  enqueue(delivery: HeldDelivery): void {
    const lane = this.#laneOf(delivery)
    if (isResting(lane)) return this.#backlog.giveBack(lane, delivery)
    this.#lanes.memory.add(lane, delivery.event.data.length)
    if (lane.blocksUntil === null) lane.buffer.push(delivery)
    else insertInOrder(lane, delivery)
    this.#ready.add(lane)
  }

  sendNow(delivery: HeldDelivery): void {
    const { attempts, isClosed } = this.#wire
    if (isClosed || attempts.roomFor('unknown') <= 0) return this.enqueue(delivery)
    const lane = this.#laneOf(delivery)
    this.#lanes.memory.add(lane, delivery.event.data.length)
    this.#begin(delivery, lane, true)
  }

  takeDue(delivery: HeldDelivery): void {
    const lane = this.#laneOf(delivery)
    this.#noteOurs(lane)
    const isAwaited = noteDue(lane, delivery.id)
    if (isAwaited || this.#lanes.freeRoom(lane) > 0) this.enqueue(delivery)
    else this.#backlog.giveBack(lane, delivery)
  }

  noteParked(laneId: Id): void {
    if (!this.#dependencies.isWorker) return
    const lane = this.#lanes.of(laneId)
    if (lane.isElsewhere) return
    this.#backlog.noteParked(lane)
    this.#goOn(lane)
  }

  noteNews(laneId: Id): void {
    const lane = this.#lanes.find(laneId)
    if (lane !== undefined) lane.isElsewhere = false
    this.noteParked(laneId)
  }

  noteElsewhere(lane: Lane): void {
    lane.isElsewhere = true
    lane.isOurs = false
    lane.hasParked = false
  }

  isElsewhere(laneId: Id): boolean {
    return this.#lanes.find(laneId)?.isElsewhere ?? false
  }

  noteSettled(settlement: Settlement): void {
    const { delivery, kind } = settlement
    this.#unsettled.delete(delivery.id)
    if (kind === 'finish' && settlement.status === 'success') return
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
    if (state !== 'active') startSmall(lane)
    const traits = this.#lanes.traitsOf(laneId)
    if (!isSameRateLimit(traits.rateLimit, lane.rateLimit)) {
      this.#lanes.setRateLimit(lane, traits.rateLimit)
      this.#noteRefill(lane)
    }
    if (traits.blocksUntil === lane.blocksUntil && traits.hasOwner === lane.hasOwner) return
    Object.assign(lane, traits)
    lane.window = Math.min(lane.window, traits.maxWindow)
    lane.awaited = null
    this.#backlog.giveBackBuffer(lane)
    this.noteParked(laneId)
  }

  heldIn(laneId: Id): readonly HeldDelivery[] {
    const lane = this.#lanes.find(laneId)
    const left = [...this.#wire.deliveries(), ...this.#unsettled.values()].filter(
      (delivery) => delivery.laneId === laneId,
    )
    return lane === undefined ? left : [...left, ...lane.buffer.slice(lane.head)]
  }

  reserveClaim(lane: Lane, most: number): number {
    return this.#lanes.reserveClaim(lane, most)
  }

  releaseClaim(lane: Lane, count: number): void {
    this.#lanes.releaseClaim(lane, count)
  }

  forgetUnused(): void {
    this.#lanes.forgetUnused()
  }

  takeReleased(): readonly Id[] {
    return this.#lanes.takeReleased()
  }

  noteWorkers(): void {
    this.#lanes.reviewWindows()
  }

  abandonAll(): void {
    this.#wire.loseAll()
    this.#unsettled.clear()
    for (const lane of this.#lanes.all()) {
      for (let next = takeNext(lane); next !== undefined; next = takeNext(lane)) {
        this.#lanes.memory.remove(lane, next.event.data.length)
      }
      Object.assign(lane, { awaited: null, returning: 0, isOurs: false, isElsewhere: false })
      this.#backlog.noteParked(lane)
    }
  }

  drain(): Promise<void> {
    return this.#wire.drain()
  }

  giveBackWaiting(): void {
    this.#isAbandoned = true
    for (const lane of this.#lanes.all()) this.#backlog.giveBackBuffer(lane)
  }

  /** Its result is of no use any more: others have the delivery. */
  #goOnWithout({ lane, isPastLane }: OpenAttempt): void {
    if (this.#isAbandoned) return
    if (!isPastLane) {
      if (lane.workspace !== null) this.#ready.resume(lane.workspace)
      this.#goOn(lane)
    }
    this.#wire.noteEnded()
    this.pump()
  }

  #noteOurs(lane: Lane): void {
    lane.isElsewhere = false
    lane.isOurs = lane.hasOwner
  }

  #laneOf({ laneId, event }: HeldDelivery): Lane {
    return this.#lanes.use(laneId, event.workspaceId)
  }

  #setStanding(lane: Lane, standing: Standing): void {
    if (lane.standing === standing) return
    this.#wire.move(lane, standing)
    lane.standing = standing
    this.#lanes.memory.move(lane, memoryShareOf(lane))
    if (standing === 'slow') this.#backlog.giveBackSurplus(lane)
  }

  /** Its rate limit lets it send again. */
  #noteRefill(lane: Lane): void {
    this.#ready.add(lane)
    this.pump()
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
