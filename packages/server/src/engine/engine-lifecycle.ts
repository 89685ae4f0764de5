import type { EngineOptions } from './engine-options.ts'
import type { EngineParts } from './engine-parts.ts'
import type { Engine } from './engine.ts'
import { longestLastCommitMs, withinGrace } from './within-grace.ts'

type Lifecycle = Pick<Engine, 'start' | 'isReady' | 'whyNotReady' | 'stop'>

/** In which order the parts begin and end, and whether they work meanwhile. */
export function createLifecycle(options: EngineOptions, parts: EngineParts): Lifecycle {
  const { store, isWorker, clock, onError } = options
  const { refreshCatalog, health, upkeep, journal, dispatcher, publisher, disabling } = parts
  const { cancellation, loader, waker, inbox, news } = parts
  let isRunning = false

  function whyNotReady(): string | null {
    if (!isRunning) return 'The engine is not running.'
    const fault = journal.fault ?? upkeep.fault
    if (fault !== null) return `The database does not take what is written: ${fault}`
    return upkeep.isOwner() ? null : 'The database has not answered for a while.'
  }

  async function startSending(): Promise<void> {
    await store.takeOver(clock.nowMs())
    loader.start()
    await news.lookThroughLanes()
    waker.start()
    inbox.start()
    news.start()
  }

  return {
    async start() {
      await refreshCatalog()
      await health.refresh()
      store.shared?.watchCatalog(() => {
        refreshCatalog().catch((error) => onError(error, 'reading the catalogue'))
      })
      await upkeep.start()
      if (isWorker) await startSending()
      isRunning = true
    },
    isReady: () => whyNotReady() === null,
    whyNotReady,
    async stop(graceMs) {
      isRunning = false
      publisher.close()
      const inboxEnded = inbox.stop()
      const newsEnded = news.stop()
      waker.stop()
      loader.stop()
      await cancellation.stop()
      await withinGrace(dispatcher.drain(), clock, graceMs)
      dispatcher.giveBackWaiting()
      await disabling.stop()
      await withinGrace(
        Promise.all([inboxEnded, newsEnded]).then(() => journal.flush()),
        clock,
        longestLastCommitMs,
      )
      await upkeep.stop()
    },
  }
}
