import type { WaitUntil } from './receiver-options.ts'

export interface BackgroundWork {
  /** Starts the work once the answer has had its chance to leave. The work must not reject. */
  readonly start: (work: () => Promise<void>, waitUntil: WaitUntil | undefined) => void
  /** Resolves when nothing is left running: await it before the process ends. */
  readonly idle: () => Promise<void>
}

export function createBackgroundWork(): BackgroundWork {
  const running = new Set<Promise<void>>()
  return {
    start(work, waitUntil) {
      const promise = nextTask()
        .then(work)
        .finally(() => running.delete(promise))
      running.add(promise)
      waitUntil?.(promise)
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

/** A new task and not a microtask: microtasks run before the answer is written to the socket. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}
