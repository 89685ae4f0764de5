import type { Config } from '../config/config.ts'
import type { Id } from '../domain/ids.ts'
import { webhookSecretBinding } from '../domain/sealer.ts'
import { parseEventId } from '../http/public-ids.ts'
import type { ManagementContext } from '../management/management-context.ts'
import { isLocalHost } from './inbox/local-host.ts'
import { inboxHookPath, type InboxOptions } from './inbox/register-inbox.ts'

interface InboxSources {
  readonly config: Config
  readonly context: ManagementContext
  /** The workspace that is shown; null until it is there. */
  readonly workspaceId: () => Id | null
  readonly publishExample: () => Promise<void>
}

/** What the inbox asks of the server that it is part of. */
export function inboxOptions(sources: InboxSources): InboxOptions {
  const { config, context, workspaceId, publishExample } = sources
  const { engine, sealer, store, clock } = context
  return {
    clock,
    publishExample,
    isLocalOnly: isLocalHost(config.host) || config.host === '::1',
    secrets() {
      const shownId = workspaceId()
      if (shownId === null) return []
      // Whoever points a second webhook at the inbox has it verified as well.
      const webhooks = engine.catalog
        .webhooksOf(shownId)
        .filter(({ url }) => new URL(url).pathname === inboxHookPath)
      const nowMs = clock.nowMs()
      return webhooks.flatMap(({ id, secrets }) =>
        secrets
          .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > nowMs)
          .map((secret) => sealer.unseal(secret.sealed, webhookSecretBinding(id, secret.id))),
      )
    },
    async nextAttemptAtMs(eventId) {
      const [shownId, id] = [workspaceId(), parseEventId(eventId)]
      if (shownId === null || id === null) return null
      const deliveries = await store.listDeliveriesOfEvent(shownId, id)
      const times = deliveries.flatMap(({ nextAttemptAtMs }) => nextAttemptAtMs ?? [])
      return times.length === 0 ? null : Math.min(...times)
    },
  }
}
