import type { Settlement } from '../domain/settlement.ts'

/** So many in a row, with no success between them, are not the fault of one row. */
const refusalsOfASickStore = 20
const chancesOfASettlement = 3

interface Record {
  times: number
  /** How many commits had succeeded when it was refused the last time. */
  successes: number
}

/** Tells a row that the store cannot take from a store that can take nothing. */
export class Refusals {
  readonly #settlements = new WeakMap<Settlement, Record>()
  #successes = 0
  #inARow = 0

  succeeded(): void {
    this.#successes += 1
    this.#inARow = 0
  }

  refused(): void {
    this.#inARow += 1
  }

  /** True: splitting a batch would find nothing. */
  get isStoreSick(): boolean {
    return this.#inARow >= refusalsOfASickStore
  }

  /** True: it was refused alone again and again, while others went through. */
  isHopeless(settlement: Settlement): boolean {
    const record = this.#settlements.get(settlement)
    if (record === undefined) {
      this.#settlements.set(settlement, { times: 1, successes: this.#successes })
      return false
    }
    if (record.successes === this.#successes) return false
    record.successes = this.#successes
    record.times += 1
    return record.times >= chancesOfASettlement
  }
}
