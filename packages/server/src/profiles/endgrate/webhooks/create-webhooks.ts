import type { Id } from '../../../domain/ids.ts'
import { createWebhook } from '../../../management/create-webhook.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { Session } from '../session-record.ts'
import type { Initiator } from './initiator.ts'
import type { WantedWebhook } from './read-webhooks.ts'
import { formatWebhookData } from './webhook-data.ts'

export interface WebhooksToCreate {
  readonly webhooks: readonly WantedWebhook[]
  /** One for each of them. */
  readonly ids: readonly Id[]
  readonly session: Pick<Session, 'id' | 'laneId' | 'webhookConcurrency'>
  /** What they are told of: all of the session, or one of its transfers. */
  readonly channel: string
}

/** One queue for all webhooks of a session, unless callbacks may be sent at the same time. */
export async function createWebhooks(
  context: ManagementContext,
  { workspace, profile, keyId, key }: Initiator,
  { webhooks, ids, session, channel }: WebhooksToCreate,
): Promise<void> {
  const { id: sessionId, laneId, webhookConcurrency } = session
  for (const [index, { url, eventType, metadata }] of webhooks.entries()) {
    const id = ids[index]
    if (id === undefined) throw new Error(`There is no id for each webhook of ${channel}`)
    await createWebhook(
      context,
      {
        id,
        workspace,
        profile,
        url,
        eventTypes: [eventType],
        channels: [channel],
        secret: key,
        active: true,
        name: null,
        description: '',
        retryDelaysMs: null,
        profileData: formatWebhookData({ sessionId, metadata }),
        ...(webhookConcurrency ? {} : { lane: { id: laneId, ordered: true } }),
      },
      { kind: 'key', id: keyId },
    )
  }
}
