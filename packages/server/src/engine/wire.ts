import type { HeldDelivery } from '../domain/delivery.ts'
import type { Id } from '../domain/ids.ts'

export interface WireDependencies {
  /** Attempts at once, over all lanes. */
  readonly maxInFlight: number
  /** False: no attempt may begin (the store is behind, or this node may have been taken over). */
  readonly maySend: () => boolean
  /** More may begin: the event loop has looked at the sockets. */
  readonly onTurn: () => void
}

/**
 * Attempts that begin before the event loop looks at the sockets again. A burst then goes out over
 * connections that answers have just set free, instead of opening one for each of its attempts.
 */
const mostBegunInATurn = 64

/** The attempts that are under way, and whether one more may begin. */
export class Wire {
  readonly #dependencies: WireDependencies
  readonly #deliveries = new Map<Id, HeldDelivery>()
  #begunThisTurn = 0
  #isClosed = false
  #whenEmpty: (() => void) | null = null

  constructor(dependencies: WireDependencies) {
    this.#dependencies = dependencies
  }

  get inFlight(): number {
    return this.#deliveries.size
  }

  get isFull(): boolean {
    return this.#deliveries.size >= this.#dependencies.maxInFlight
  }

  /** No attempt may begin, however many are under way. */
  get isClosed(): boolean {
    return this.#isClosed || !this.#dependencies.maySend()
  }

  mayBegin(): boolean {
    return this.#begunThisTurn < mostBegunInATurn && !this.isFull && !this.isClosed
  }

  begin(delivery: HeldDelivery): void {
    this.#countBegun()
    this.#deliveries.set(delivery.id, delivery)
  }

  end({ id }: HeldDelivery): void {
    this.#deliveries.delete(id)
  }

  /** Call it when all that follows from the end of an attempt is done. */
  noteEnded(): void {
    if (this.#deliveries.size === 0) this.#whenEmpty?.()
  }

  ofLane(laneId: Id): HeldDelivery[] {
    return [...this.#deliveries.values()].filter((delivery) => delivery.laneId === laneId)
  }

  /** Nothing more begins; resolves when nothing is under way. */
  drain(): Promise<void> {
    this.#isClosed = true
    if (this.#deliveries.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenEmpty = resolve
    })
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
}
