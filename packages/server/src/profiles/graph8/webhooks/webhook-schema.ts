import { Type, type Static } from 'typebox'
import type { Webhook } from '../../../domain/webhook.ts'
import { formatNaiveTimestamp } from '../../../http/timestamps.ts'
import { formatWebhookId } from '../public-ids.ts'

/** What a request says of a webhook. Types of events and URLs are checked where they are used. */
export const webhookFields = {
  url: Type.String({ description: 'Where deliveries are sent.' }),
  events: Type.Array(Type.String(), {
    minItems: 1,
    description: 'The types of events that it gets; `*` stands for all of them.',
  }),
  name: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    maxLength: 255,
    description: 'For people.',
  }),
  is_active: Type.Boolean({
    description: 'Whether it gets events. Switching it off cancels what is waiting for it.',
  }),
}

const identity = {
  id: Type.String({ examples: ['wh-019a8f3b-2c4d-7e5f-8a1b-3c5d7e9f0000'] }),
  name: webhookFields.name,
  url: webhookFields.url,
  events: webhookFields.events,
  is_active: webhookFields.is_active,
}

const times = {
  created_at: Type.String({ examples: ['2026-02-20T10:00:00'] }),
  updated_at: Type.String({ examples: ['2026-02-20T10:00:00'] }),
}

const secret = Type.String({ description: 'Shown this once.' })

/** [seed] These fields in this order. */
export const webhookSchema = Type.Object({ ...identity, ...times }, { title: 'Webhook' })

/** [seed] These fields in this order. */
export const newWebhookSchema = Type.Object({ ...identity, secret }, { title: 'NewWebhook' })

export const rotatedWebhookSchema = Type.Object(
  { ...identity, ...times, secret },
  { title: 'RotatedWebhook' },
)

export function showWebhook(webhook: Webhook): Static<typeof webhookSchema> {
  return {
    ...identityOf(webhook),
    created_at: formatNaiveTimestamp(webhook.createdAtMs),
    updated_at: formatNaiveTimestamp(webhook.updatedAtMs),
  }
}

export function showNewWebhook(webhook: Webhook, secret: string): Static<typeof newWebhookSchema> {
  return { ...identityOf(webhook), secret }
}

function identityOf({ id, name, url, eventTypes, state }: Webhook) {
  return {
    id: formatWebhookId(id),
    name,
    url,
    events: [...eventTypes],
    is_active: state === 'active',
  }
}
