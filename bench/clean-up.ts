type Task = () => Promise<void> | void

const tasks: Task[] = []
let cleaning: Promise<void> | null = null

/** Registers what must be undone however the run ends, Ctrl-C included. Returns how to do it early. */
export function onExit(task: Task): () => Promise<void> {
  tasks.push(task)
  return async () => {
    const index = tasks.indexOf(task)
    if (index < 0) return
    tasks.splice(index, 1)
    await task()
  }
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
  process.on('uncaughtException', (error) => {
    console.error(error)
    void cleanUp().finally(() => process.exit(1))
  })
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (cleaning) return
      console.error(`\n${signal}: stopping what was started…`)
      void cleanUp().finally(() => process.exit(code))
    })
  }
}
