import type { Id } from '../domain/ids.ts'
import { wantsChannels, wantsType } from '../domain/matching.ts'
import type { Webhook } from '../domain/webhook.ts'

interface Subscriptions {
  /** Active webhooks that want an event of this type with these channels. */
  find(workspaceId: Id, type: string, channels: readonly string[]): readonly Webhook[]
  /** A webhook of this workspace has changed. */
  forget(workspaceId: Id): void
}

interface Subscribers {
  readonly webhooks: readonly Webhook[]
  readonly anyHasChannels: boolean
}

/** In an open catalogue the types are the publisher's choice, so what is remembered of them is bounded. */
const rememberedTypes = 1000

/** Answers "who wants this" without a query: found once for each workspace and type, then remembered. */
export function createSubscriptions(
  webhooksOf: (workspaceId: Id) => readonly Webhook[],
  mayGet: (webhook: Webhook, type: string) => boolean,
): Subscriptions {
  const byWorkspace = new Map<Id, Map<string, Subscribers>>()

  function findByType(workspaceId: Id, type: string): Subscribers {
    let byType = byWorkspace.get(workspaceId)
    if (byType === undefined || byType.size > rememberedTypes) {
      byType = new Map()
      byWorkspace.set(workspaceId, byType)
    }
    let found = byType.get(type)
    if (found === undefined) {
      const webhooks = webhooksOf(workspaceId).filter(
        (webhook) =>
          webhook.state === 'active' && wantsType(webhook, type) && mayGet(webhook, type),
      )
      found = { webhooks, anyHasChannels: webhooks.some(({ channels }) => channels.length > 0) }
      byType.set(type, found)
    }
    return found
  }

  return {
    find(workspaceId, type, channels) {
      const { webhooks, anyHasChannels } = findByType(workspaceId, type)
      if (!anyHasChannels) return webhooks
      return webhooks.filter((webhook) => wantsChannels(webhook, channels))
    },
    forget(workspaceId) {
      byWorkspace.delete(workspaceId)
    },
  }
}
