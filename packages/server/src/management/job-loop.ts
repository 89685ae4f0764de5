import type { Clock, Timer } from '../domain/clock.ts'

export interface JobLoopOptions {
  readonly clock: Clock
  /** Does a small piece of work; resolves to how long the next one may wait, in milliseconds. */
  readonly turn: () => Promise<number>
  readonly onError: (error: unknown) => void
}

/** Work that goes on in the background in small pieces, one after the other, with pauses between. */
export interface JobLoop {
  start(): void
  /** There may be something to do now. */
  wake(): void
  /** Resolves when the piece that is under way has ended. */
  stop(): Promise<void>
}

const afterAnErrorMs = 1000

/** How much longer than a bite took the pause after it is. */
const restFactor = 20

/**
 * The pause after a bite, in milliseconds: a twentieth of the store's time goes to the job, however
 * slow the store is just now.
 *
 * @param startMs - of the bite, by the monotonic clock
 */
export function restAfter(clock: Clock, startMs: number, shortestMs: number): number {
  return Math.max(shortestMs, (clock.monotonicMs() - startMs) * restFactor)
}

export function createJobLoop({ clock, turn, onError }: JobLoopOptions): JobLoop {
  let isStopped = true
  let isWanted = false
  let timer: Timer | null = null
  let running: Promise<void> | null = null

  function go(): void {
    timer?.cancel()
    timer = null
    isWanted = false
    running = takeTurn().then((delayMs) => {
      running = null
      if (isStopped) return
      if (isWanted) go()
      else timer = clock.setTimer(go, delayMs)
    })
  }

  async function takeTurn(): Promise<number> {
    try {
      return await turn()
    } catch (error) {
      onError(error)
      return afterAnErrorMs
    }
  }

  return {
    start() {
      isStopped = false
      go()
    },
    wake() {
      isWanted = true
      if (!isStopped && running === null) go()
    },
    async stop() {
      isStopped = true
      timer?.cancel()
      await running
    },
  }
}
