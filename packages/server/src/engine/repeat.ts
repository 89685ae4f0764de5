import type { Clock, Timer } from '../domain/clock.ts'

export interface RepeatOptions {
  readonly clock: Clock
  readonly everyMs: number
  /** After an error; absent: as ever. */
  readonly againMs?: number
  readonly onError: (error: unknown) => void
}

/** Runs a task again and again, never twice at once; an error is told and the next turn comes. */
export function repeat(
  task: () => Promise<void>,
  { clock, everyMs, againMs = everyMs, onError }: RepeatOptions,
): { stop(): Promise<void> } {
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  let timer: Timer = clock.setTimer(turn, everyMs)

  function turn(): void {
    let nextMs = everyMs
    running = task()
      .catch((error: unknown) => {
        nextMs = againMs
        onError(error)
      })
      .then(() => {
        if (!isStopped) timer = clock.setTimer(turn, nextMs)
      })
  }

  return {
    stop() {
      isStopped = true
      timer.cancel()
      return running
    },
  }
}
