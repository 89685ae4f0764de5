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

  /** Moves both clocks, firing what falls due on the way and letting real I/O run after each. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#monotonicMs + byMs
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#moveTo(next.atMs)
      this.#timers.delete(next)
      next.callback()
      await realPause(0)
    }
    this.#moveTo(untilMs)
  }

  #next(untilMs: number): Pending | undefined {
    let first: Pending | undefined
    for (const timer of this.#timers) {
      if (timer.atMs <= untilMs && (first === undefined || timer.atMs < first.atMs)) first = timer
    }
    return first
  }

  #moveTo(monotonicMs: number): void {
    const byMs = Math.max(0, monotonicMs - this.#monotonicMs)
    this.#monotonicMs += byMs
    this.#wallMs += byMs
  }
}

/** Real time, for real files and sockets to do their work in. */
export function realPause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (ms === 0) setImmediate(resolve)
    else setTimeout(resolve, ms)
  })
}
