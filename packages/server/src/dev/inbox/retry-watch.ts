import type { Clock, Timer } from '../../domain/clock.ts'

export interface RetryWatchOptions {
  readonly clock: Clock
  /** When the event is tried again; null: not at all, or not known yet. */
  lookUp(eventId: string): Promise<number | null>
  /** False when nobody wants to know any more. */
  isWanted(receivedId: number): boolean
  onFound(receivedId: number, nextAttemptAtMs: number): void
}

export interface RetryWatch {
  /** Begins to look for the next attempt of an event whose last one has failed. */
  watch(receivedId: number, eventId: string): void
  close(): void
}

/** The receiver has failed before Posthorn has written down what follows from it. */
const lookAfterMs = [100, 400, 1500, 5000]

export function createRetryWatch(options: RetryWatchOptions): RetryWatch {
  const timers = new Set<Timer>()
  let isClosed = false

  function lookLater(receivedId: number, eventId: string, round: number): void {
    const delayMs = lookAfterMs[round]
    if (delayMs === undefined || isClosed) return
    const timer = options.clock.setTimer(() => {
      timers.delete(timer)
      void look(receivedId, eventId, round)
    }, delayMs)
    timers.add(timer)
  }

  async function look(receivedId: number, eventId: string, round: number): Promise<void> {
    if (!options.isWanted(receivedId)) return
    // A look-up that fails is made again, like one that finds nothing.
    const nextAttemptAtMs = await options.lookUp(eventId).catch(() => null)
    if (nextAttemptAtMs === null) lookLater(receivedId, eventId, round + 1)
    else options.onFound(receivedId, nextAttemptAtMs)
  }

  return {
    watch: (receivedId, eventId) => lookLater(receivedId, eventId, 0),
    close() {
      isClosed = true
      for (const timer of timers) timer.cancel()
    },
  }
}
