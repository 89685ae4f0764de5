type Task = () => Promise<void>

const tasks: Task[] = []
let cleaning: Promise<void> | null = null

/**
 * Registers what must be undone however the run ends, Ctrl-C included. Returns how to do it early:
 * whoever asks, it is done once, and all wait for it. Throws when the run is being ended already.
 */
export function onExit(undo: () => Promise<void> | void): Task {
  let done: Promise<void> | null = null
  const task: Task = () => {
    done ??= Promise.resolve(undo()).finally(() => {
      const index = tasks.indexOf(task)
      if (index >= 0) tasks.splice(index, 1)
    })
    return done
  }
  tasks.push(task)
  if (cleaning) throw new Error('The run is being stopped')
  return task
}

/** Undoes everything that is still registered, the latest first. */
export function cleanUp(): Promise<void> {
  cleaning ??= undoAll()
  return cleaning
}

async function undoAll(): Promise<void> {
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    try {
      await task()
    } catch (error) {
      console.error('While cleaning up:', error)
    }
  }
}

export function cleanUpOnSignals(): void {
  const end = (code: number): void => {
    void cleanUp().finally(() => process.exit(code))
  }
  process.on('uncaughtException', (error) => {
    console.error(error)
    end(1)
  })
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (cleaning) return
      console.error(`\n${signal}: stopping what was started…`)
      end(code)
    })
  }
}
