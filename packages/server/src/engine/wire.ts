import type { Clock, Timer } from '../domain/clock.ts'
import type { HeldDelivery } from '../domain/delivery.ts'
import type { Lane } from './lane.ts'
import { promptMs, SharedLimit, type Standing } from './standing.ts'

export interface WireDependencies {
  readonly clock: Clock
  /** Attempts at once, over all lanes. */
  readonly maxInFlight: number
  /** False: no attempt may begin (the store is behind, or this node may have been taken over). */
  readonly maySend: () => boolean
  /** More may begin: the event loop has looked at the sockets. */
  readonly onTurn: () => void
  /** An attempt takes longer than those of a prompt receiver, and it began after the last one that did was noticed. */
  readonly onOverdue: (lane: Lane) => void
}

/** An attempt that is under way. */
export interface OpenAttempt {
  readonly delivery: HeldDelivery
  readonly lane: Lane
  /** A person waits for it: it is none of the lane's own. */
  readonly isPastLane: boolean
  readonly startMs: number
  isOverdue: boolean
  /** Others have taken over what it attempts: its result counts for nothing. */
  isLost: boolean
}

/**
 * Attempts that begin before the event loop looks at the sockets again. A burst then goes out over
 * connections that answers have just set free, instead of opening one for each of its attempts.
 */
const mostBegunInATurn = 64

/** How late it may be noticed that an attempt takes long. */
const reviewEveryMs = 250
/** Then this process was kept from reading what has been answered meanwhile. */
const reviewIsLateMs = 250

/** The attempts that are under way, and whether one more may begin. */
export class Wire {
  readonly attempts: SharedLimit
  readonly #dependencies: WireDependencies
  /** Oldest first. */
  readonly #open = new Set<OpenAttempt>()
  #begunThisTurn = 0
  #isClosed = false
  #reviews: Timer | null = null
  #whenEmpty: (() => void) | null = null

  constructor(dependencies: WireDependencies) {
    this.#dependencies = dependencies
    this.attempts = new SharedLimit(dependencies.maxInFlight)
  }

  get inFlight(): number {
    return this.#open.size
  }

  /** No attempt may begin, however many are under way. */
  get isClosed(): boolean {
    return this.#isClosed || !this.#dependencies.maySend()
  }

  mayBegin(): boolean {
    if (this.#begunThisTurn >= mostBegunInATurn) return false
    return this.attempts.roomFor('prompt') > 0 && !this.isClosed
  }

  begin(delivery: HeldDelivery, lane: Lane, isPastLane: boolean): OpenAttempt {
    this.#countBegun()
    const startMs = this.#dependencies.clock.monotonicMs()
    const attempt = { delivery, lane, isPastLane, startMs, isOverdue: false, isLost: false }
    this.#open.add(attempt)
    this.#count(attempt, 1)
    this.#reviewLater()
    return attempt
  }

  end(attempt: OpenAttempt): void {
    this.#open.delete(attempt)
    this.#count(attempt, -1)
    const { lane, isOverdue } = attempt
    if (isOverdue) lane.overdue -= 1
  }

  /** Call it when all that follows from the end of an attempt is done. */
  noteEnded(): void {
    if (this.#open.size === 0) this.#whenEmpty?.()
  }

  /** Attempts that are under way are somebody else's to make. */
  loseAll(): void {
    for (const attempt of this.#open) attempt.isLost = true
  }

  deliveries(): HeldDelivery[] {
    return Array.from(this.#open).flatMap(({ delivery, isLost }) => (isLost ? [] : [delivery]))
  }

  /** Counts the lane's attempts as those of another standing from now on. */
  move({ standing, inFlight }: Lane, next: Standing): void {
    this.attempts.add(standing, -inFlight)
    this.attempts.add(next, inFlight)
  }

  /** Nothing more begins; resolves when nothing is under way. */
  drain(): Promise<void> {
    this.#isClosed = true
    this.#reviews?.cancel()
    if (this.#open.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenEmpty = resolve
    })
  }

  /** One that goes past its lane is counted where tests of stalled webhooks leave room to the prompt. */
  #count({ lane, isPastLane }: OpenAttempt, count: number): void {
    if (isPastLane) return this.attempts.add('unknown', count)
    lane.inFlight += count
    if (lane.workspace !== null) lane.workspace.inFlight += count
    this.attempts.add(lane.standing, count)
  }

  /** The next turn of the event loop has read what was answered meanwhile. */
  #countBegun(): void {
    if (this.#begunThisTurn === 0) {
      setImmediate(() => {
        this.#begunThisTurn = 0
        this.#dependencies.onTurn()
      })
    }
    this.#begunThisTurn += 1
  }

  #reviewLater(): void {
    if (this.#isClosed) return
    const { clock } = this.#dependencies
    const latestMs = clock.monotonicMs() + reviewEveryMs + reviewIsLateMs
    this.#reviews ??= clock.setTimer(() => {
      this.#reviews = null
      if (clock.monotonicMs() < latestMs) this.#review()
      if (this.#open.size > 0) this.#reviewLater()
    }, reviewEveryMs)
  }

  /** One look at the oldest now and then costs less than a timer for each attempt. */
  #review(): void {
    const { clock, onOverdue } = this.#dependencies
    const nowMs = clock.monotonicMs()
    for (const attempt of this.#open) {
      if (attempt.startMs > nowMs - promptMs) return
      if (attempt.isOverdue || attempt.isPastLane) continue
      const { lane } = attempt
      attempt.isOverdue = true
      lane.overdue += 1
      if (attempt.startMs < lane.worseSinceMs) continue
      lane.worseSinceMs = nowMs
      onOverdue(lane)
    }
  }
}
