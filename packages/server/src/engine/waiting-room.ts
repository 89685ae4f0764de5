import type { Settlement } from '../domain/settlement.ts'
import type { PendingPublish } from './pending-publish.ts'

export interface WaitingLimits {
  /** Publishes that wait for a commit, in bytes of data. */
  readonly maxWaitingBytes: number
  readonly maxWaitingMs: number
}

export interface Batch {
  readonly publishes: readonly PendingPublish[]
  readonly settlements: readonly Settlement[]
}

const maxSettlementsInBatch = 4000

/** What waits for its commit. Publishes are bounded in bytes and age; settlements are our own. */
export class WaitingRoom {
  readonly #limits: WaitingLimits
  readonly #monotonicMs: () => number
  #publishes: readonly PendingPublish[] = []
  #newPublishes: PendingPublish[] = []
  #settlements: Settlement[] = []
  #bytes = 0
  #oldestMs = 0

  constructor(limits: WaitingLimits, monotonicMs: () => number) {
    this.#limits = limits
    this.#monotonicMs = monotonicMs
  }

  get publishes(): number {
    return this.#publishes.length + this.#newPublishes.length
  }

  get settlements(): number {
    return this.#settlements.length
  }

  /** Publishes wait, and longer than they may. */
  get isOverdue(): boolean {
    if (this.publishes === 0) return false
    return this.#monotonicMs() - this.#oldestMs > this.#limits.maxWaitingMs
  }

  /** False: too much waits already, and nothing was taken. */
  publish(pending: PendingPublish): boolean {
    const bytes = this.#bytes + pending.event.data.length
    if (bytes > this.#limits.maxWaitingBytes) return false
    const nowMs = this.#monotonicMs()
    if (this.publishes === 0) this.#oldestMs = nowMs
    else if (this.isOverdue) return false
    this.#bytes = bytes
    this.#newPublishes.push(pending)
    return true
  }

  settle(settlement: Settlement): void {
    this.#settlements.push(settlement)
  }

  /** Retries that wait to be written come so much sooner. */
  bringForward(byMs: number): void {
    this.#settlements = this.#settlements.map((settlement) =>
      settlement.kind === 'retry'
        ? { ...settlement, dueAtMs: settlement.dueAtMs - byMs }
        : settlement,
    )
  }

  /** Settlements that were taken and could not be written come first again. */
  putBack(settlements: readonly Settlement[]): void {
    this.#settlements = [...settlements, ...this.#settlements]
  }

  /** Settlements of what others have taken over. */
  dropSettlements(): void {
    this.#settlements = []
  }

  takePublishes(): readonly PendingPublish[] {
    const publishes = [...this.#publishes, ...this.#newPublishes]
    this.#publishes = []
    this.#newPublishes = []
    this.#bytes = 0
    return publishes
  }

  take(maxPublishes: number): Batch {
    if (this.#publishes.length === 0) {
      this.#publishes = this.#newPublishes
      this.#newPublishes = []
    }
    const publishes = this.#publishes.slice(0, maxPublishes)
    this.#publishes = this.#publishes.slice(publishes.length)
    const settlements = this.#settlements.slice(0, maxSettlementsInBatch)
    this.#settlements = this.#settlements.slice(settlements.length)
    for (const { event } of publishes) this.#bytes -= event.data.length
    if (publishes.length > 0) this.#oldestMs = this.#monotonicMs()
    return { publishes, settlements }
  }
}
