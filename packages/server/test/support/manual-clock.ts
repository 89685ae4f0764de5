import type { Clock, Timer } from '../../src/domain/clock.ts'

interface Pending {
  readonly atMs: number
  readonly callback: () => void
}

/** A clock that stands still until it is told to move. Timers fire in the order of their time. */
export class ManualClock implements Clock {
  #wallMs: number
  #monotonicMs = 0
  readonly #timers = new Set<Pending>()

  constructor(startMs: number) {
    this.#wallMs = startMs
  }

  nowMs(): number {
    return this.#wallMs
  }

  monotonicMs(): number {
    return this.#monotonicMs
  }

  setTimer(callback: () => void, delayMs: number): Timer {
    const pending = { atMs: this.#monotonicMs + Math.max(0, delayMs), callback }
    this.#timers.add(pending)
    return { cancel: () => this.#timers.delete(pending) }
  }

  /** Somebody sets the clock: the wall's time changes, and nothing has passed. */
  jump(byMs: number): void {
    this.#wallMs += byMs
  }

  /**
   * Moves both clocks at once, as if the machine had slept, and then fires what has fallen due.
   * Work that a timer begins goes on in real time, with files and sockets that are real.
   */
  async advance(byMs: number): Promise<void> {
    this.#wallMs += byMs
    this.#monotonicMs += byMs
    const due = [...this.#timers].filter(({ atMs }) => atMs <= this.#monotonicMs)
    for (const timer of due.toSorted((a, b) => a.atMs - b.atMs)) {
      if (this.#timers.delete(timer)) timer.callback()
    }
    await realPause(0)
  }
}

/** Real time, for real files and sockets to do their work in. */
export function realPause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (ms === 0) setImmediate(resolve)
    else setTimeout(resolve, ms)
  })
}
