import type { Clock } from '../domain/clock.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { CatalogChanges } from '../stores/catalog-store.ts'
import type { UpkeepStore } from '../stores/upkeep-store.ts'

export interface CancellationDependencies {
  readonly store: UpkeepStore
  readonly clock: Clock
  /** Deliveries that waited in this lane have ended. */
  readonly onCanceled: (laneId: Id) => void
  readonly onError: (error: unknown, doing: string) => void
}

type Inactive = Pick<Webhook, 'id' | 'laneId' | 'state'>

const mostAtOnce = 500
const afterAnErrorMs = 1000

/**
 * Ends what waits in the store for webhooks that were deleted or switched off. What is held in
 * memory ends when its turn comes; what this misses (a crash) ends when it is claimed.
 */
export function createCancellation(dependencies: CancellationDependencies): {
  /** Call it with what changed, not with the catalogue as first read. */
  noteChanges(changes: CatalogChanges): void
  /** Something waits for a webhook that is not active. */
  cancel(webhook: Inactive): void
  stop(): Promise<void>
} {
  const { store, clock, onCanceled, onError } = dependencies
  const inactive = new Map<Id, Inactive>()
  let running: Promise<void> | null = null
  let isStopped = false

  async function run(): Promise<void> {
    for (const webhook of inactive.values()) {
      let count = mostAtOnce
      while (count === mostAtOnce && !isStopped && inactive.get(webhook.id) === webhook) {
        count = await cancelSome(webhook)
        if (count > 0) onCanceled(webhook.laneId)
      }
      if (inactive.get(webhook.id) === webhook) inactive.delete(webhook.id)
    }
    running = null
  }

  function runOnce(): void {
    if (inactive.size > 0 && !isStopped) running ??= run()
  }

  async function cancelSome(webhook: Inactive): Promise<number> {
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
        inactive.delete(webhook.id)
        if (webhook.state !== 'active') inactive.set(webhook.id, webhook)
      }
      runOnce()
    },
    cancel(webhook) {
      // Deleted first, so that a run that is under way comes to it once more.
      inactive.delete(webhook.id)
      inactive.set(webhook.id, webhook)
      runOnce()
    },
    async stop() {
      isStopped = true
      await running
    },
  }
}
