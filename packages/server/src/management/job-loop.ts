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
