import type { Settlement } from '../domain/settlement.ts'

/** So many in a row, with no success between them, are not the fault of one row. */
const refusalsOfASickStore = 20
const chances = 3

/** What is wrong with the store, as a full disk may be for large rows alone, may be over by then. */
const patienceWithAnEntryMs = 10_000
const mostEntries = 1000

interface Record {
  times: number
  /** How many commits had succeeded when it was refused the last time. */
  successes: number
  readonly sinceMs: number
}

/** Tells a row that the store cannot take from a store that can take nothing. */
export class Refusals {
  readonly #monotonicMs: () => number
  readonly #settlements = new WeakMap<Settlement, Record>()
  /** By their place in the inbox. */
  readonly #entries = new Map<number, Record>()
  #successes = 0
  #inARow = 0

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs
  }

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
    return this.#count(this.#settlements, settlement).times >= chances
  }

  /** The same of an event of the inbox, which others of its workspace may wait for. */
  isHopelessEntry(inboxSeq: number | null): boolean {
    if (inboxSeq === null) return false
    const { times, sinceMs } = this.#count(this.#entries, inboxSeq)
    const isHopeless = times >= chances && this.#monotonicMs() - sinceMs >= patienceWithAnEntryMs
    if (isHopeless) this.#entries.delete(inboxSeq)
    // Of those that were written at last nothing is heard; one that is forgotten is counted anew.
    else if (this.#entries.size > mostEntries) this.#entries.clear()
    return isHopeless
  }

  #count<Key>(records: RecordsBy<Key>, key: Key): Record {
    const record = records.get(key)
    if (record === undefined) {
      const first = { times: 1, successes: this.#successes, sinceMs: this.#monotonicMs() }
      records.set(key, first)
      return first
    }
    if (record.successes !== this.#successes) {
      record.successes = this.#successes
      record.times += 1
    }
    return record
  }
}

interface RecordsBy<Key> {
  get(key: Key): Record | undefined
  set(key: Key, record: Record): unknown
}
