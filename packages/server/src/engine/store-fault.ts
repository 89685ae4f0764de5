/** A fault that is over sooner, such as a connection that was cut, is waited out. */
const awayAfterMs = 500

/** What is wrong with the store at the moment, and for how long. */
export class StoreFault {
  readonly #monotonicMs: () => number
  #reason: string | null = null
  #sinceMs = 0

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs
  }

  /** null: nothing. */
  get reason(): string | null {
    return this.#reason
  }

  /** It has been wrong for a while. */
  get isAway(): boolean {
    return this.#reason !== null && this.#monotonicMs() - this.#sinceMs > awayAfterMs
  }

  /** @param forMs - how long it has been so already */
  note(reason: string, forMs = 0): void {
    const sinceMs = this.#monotonicMs() - forMs
    this.#sinceMs = this.#reason === null ? sinceMs : Math.min(this.#sinceMs, sinceMs)
    this.#reason = reason
  }

  clear(): void {
    this.#reason = null
  }
}
