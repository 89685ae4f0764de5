import type { Clock } from '../domain/clock.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { CatalogChanges, UpkeepStore } from '../stores/store.ts'

export interface CancellationDependencies {
  readonly store: UpkeepStore
  readonly clock: Clock
  readonly onError: (error: unknown, doing: string) => void
}

const mostAtOnce = 500
const afterAnErrorMs = 1000

/**
 * Ends what waits in the store for webhooks that were deleted or switched off. What is held in
 * memory ends when its turn comes; what this misses (a crash) ends when it is claimed.
 */
export function createCancellation({ store, clock, onError }: CancellationDependencies): {
  /** Call it with what changed, not with the catalogue as first read. */
  noteChanges(changes: CatalogChanges): void
  stop(): Promise<void>
} {
  const inactive = new Map<Id, Webhook>()
  let running: Promise<void> | null = null
  let isStopped = false

  async function run(): Promise<void> {
    for (const webhook of inactive.values()) {
      let count = mostAtOnce
      while (count === mostAtOnce && !isStopped && inactive.get(webhook.id) === webhook) {
        count = await cancelSome(webhook)
      }
      if (inactive.get(webhook.id) === webhook) inactive.delete(webhook.id)
    }
    running = null
  }

  async function cancelSome(webhook: Webhook): Promise<number> {
    try {
      const reason = `The webhook was ${webhook.state}`
      return await store.cancelWaiting(webhook, reason, clock.nowMs(), mostAtOnce)
    } catch (error) {
      onError(error, 'canceling deliveries')
      await new Promise<void>((resolve) => {
        clock.setTimer(resolve, afterAnErrorMs)
      })
      return mostAtOnce
    }
  }

  return {
    noteChanges({ webhooks }) {
      for (const webhook of webhooks) {
        if (webhook.state === 'active') inactive.delete(webhook.id)
        else inactive.set(webhook.id, webhook)
      }
      if (inactive.size > 0 && !isStopped) running ??= run()
    },
    async stop() {
      isStopped = true
      await running
    },
  }
}
