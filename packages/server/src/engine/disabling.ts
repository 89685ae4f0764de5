import type { Clock } from '../domain/clock.ts'
import { describeCause, type DisableCause } from '../domain/health-rules.ts'
import type { Id, IdGenerator } from '../domain/ids.ts'
import type { HealthStore } from '../stores/health-store.ts'
import type { Catalog } from './catalog.ts'
import type { WantedDisabling } from './health.ts'
import type { OperationalNotices } from './operational-notices.ts'

export interface DisablingDependencies {
  readonly store: Pick<HealthStore, 'disableWebhook'>
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly catalog: Pick<Catalog, 'webhook'>
  readonly notices: Pick<OperationalNotices, 'webhookDisabled'>
  /** A webhook is disabled now, and it is time to read so in the catalogue. */
  readonly onDisabled: (cause: DisableCause) => Promise<void>
  readonly onError: (error: unknown, doing: string) => void
}

/**
 * Switches webhooks off. Where that fails nothing is lost: the webhook goes on, and its next failure
 * asks again.
 */
export function createDisabling(dependencies: DisablingDependencies): {
  disable(wanted: WantedDisabling): void
  stop(): Promise<void>
} {
  const { store, clock, ids, catalog, notices, onDisabled, onError } = dependencies
  const underWay = new Map<Id, Promise<void>>()

  async function run({ webhook, rules, cause, isTold }: WantedDisabling): Promise<void> {
    const { id: webhookId, workspaceId, url } = webhook
    const reason = describeCause(cause, rules)
    const atMs = clock.nowMs()
    const audit = {
      id: ids.next(),
      workspaceId,
      atMs,
      actor: null,
      action: 'webhook.disable',
      targetId: webhookId,
      detail: { reason },
    }
    const notice = isTold ? (notices.webhookDisabled(webhook, reason) ?? null) : null
    const disabling = { webhookId, workspaceId, url, reason, atMs, notice }
    try {
      const result = await store.disableWebhook(disabling, audit)
      if (result === 'disabled') await onDisabled(cause)
    } catch (error) {
      onError(error, 'disabling a webhook')
    }
    underWay.delete(webhookId)
  }

  return {
    disable(wanted) {
      const { id, url } = wanted.webhook
      // An attempt that ends late may tell of an address that is not its address any more.
      const current = catalog.webhook(id)
      if (current?.state !== 'active' || current.url !== url || underWay.has(id)) return
      underWay.set(id, run(wanted))
    },
    async stop() {
      await Promise.all(underWay.values())
    },
  }
}
