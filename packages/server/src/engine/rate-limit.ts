import type { Clock, Timer } from '../domain/clock.ts'
import type { RateLimit } from '../domain/rate-limit.ts'

/**
 * How many deliveries of a lane may begin: `burst` at once, and then as many as `perSecond` lets
 * come back, evenly. It is asked after each one that began, not before, so that a lane which may not
 * send costs nothing until a timer says that it may again.
 */
export class TokenBucket {
  readonly limit: RateLimit
  readonly #clock: Clock
  #tokens: number
  #filledAtMs: number
  #refill: Timer | null = null

  constructor(limit: RateLimit, clock: Clock) {
    this.limit = limit
    this.#clock = clock
    this.#tokens = limit.burst
    this.#filledAtMs = clock.monotonicMs()
  }

  /** False until {@link take} has called back. */
  get hasToken(): boolean {
    return this.#refill === null
  }

  /** Nothing would be lost with it: a new one would allow as much. */
  get isFull(): boolean {
    this.#fill()
    return this.#refill === null && this.#tokens >= this.limit.burst
  }

  /** Counts a delivery that began; `onRefill` is called when the next one may, if it may not now. */
  take(onRefill: () => void): void {
    this.#fill()
    this.#tokens -= 1
    if (this.#tokens < 1) this.#waitForToken(onRefill)
  }

  /** Calls nobody back any more. */
  discard(): void {
    this.#refill?.cancel()
    this.#refill = null
  }

  #waitForToken(onRefill: () => void): void {
    const delayMs = ((1 - this.#tokens) * 1000) / this.limit.perSecond
    this.#refill ??= this.#clock.setTimer(() => {
      this.#refill = null
      this.#fill()
      // A timer may be early by a fraction.
      if (this.#tokens < 1) this.#waitForToken(onRefill)
      else onRefill()
    }, delayMs)
  }

  #fill(): void {
    const nowMs = this.#clock.monotonicMs()
    const refilled = this.#tokens + ((nowMs - this.#filledAtMs) * this.limit.perSecond) / 1000
    this.#tokens = Math.min(this.limit.burst, refilled)
    this.#filledAtMs = nowMs
  }
}
