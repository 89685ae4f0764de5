export interface MemoryLimits {
  readonly maxHeld: number
  readonly maxHeldBytes: number
}

/** Counts the deliveries that this node holds, so that they stay within what memory may take. */
export class HeldMemory {
  readonly #limits: MemoryLimits
  #count = 0
  #bytes = 0

  constructor(limits: MemoryLimits) {
    this.#limits = limits
  }

  get count(): number {
    return this.#count
  }

  /** Deliveries that there is room for; their bytes may still be too many. */
  get room(): number {
    if (this.#bytes >= this.#limits.maxHeldBytes) return 0
    return Math.max(0, this.#limits.maxHeld - this.#count)
  }

  add(bytes: number): void {
    this.#count += 1
    this.#bytes += bytes
  }

  remove(bytes: number): void {
    this.#count -= 1
    this.#bytes -= bytes
  }

  /** Keeps room for deliveries whose bytes are not known yet; with a negative count gives it back. */
  reserve(count: number): void {
    this.#count += count
  }
}
