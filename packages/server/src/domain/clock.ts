/** Where time comes from. Injected, so that a test runs months of retries in milliseconds. */
export interface Clock {
  /** Wall time, milliseconds since 1970 UTC. It decides *when*; it may jump. */
  nowMs(): number
  /** Milliseconds from an arbitrary start that never run backwards. They measure *how long*. */
  monotonicMs(): number
  /** Calls `callback` once after `delayMs`. The timer does not keep the process alive. */
  setTimer(callback: () => void, delayMs: number): Timer
}

export interface Timer {
  cancel(): void
}
