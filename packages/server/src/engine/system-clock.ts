import type { Clock } from '../domain/clock.ts'

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(delayMs, longestTimerMs))
    timer.unref()
    return { cancel: () => clearTimeout(timer) }
  },
}

/** What setTimeout can hold; a caller that sleeps longer looks again when it wakes. */
const longestTimerMs = 0x7fffffff
