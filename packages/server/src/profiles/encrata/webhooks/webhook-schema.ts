import { Type, type Static } from 'typebox'
import { longestEventTypeName } from '../../../domain/event-type.ts'
import { toUuid } from '../../../domain/ids.ts'
import type { Webhook } from '../../../domain/webhook.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { orNull } from '../request-fields.ts'

/** What a request says of a webhook. */
export const webhookFields = {
  url: Type.String({ minLength: 1, description: 'Where deliveries are sent; HTTPS.' }),
  events: Type.Array(Type.String({ maxLength: longestEventTypeName }), {
    minItems: 1,
    maxItems: 1000,
    description: 'The types of events that it gets.',
  }),
  description: Type.String({ maxLength: 500, description: 'For people.' }),
  is_active: Type.Boolean({ description: 'Whether it gets events.' }),
}

/** [seed] These fields in this order. */
export const webhookSchema = Type.Object(
  {
    id: Type.String(),
    workspace_id: Type.String(),
    url: webhookFields.url,
    secret: Type.Optional(Type.String({ description: 'Shown when it is created, never again.' })),
    events: webhookFields.events,
    is_active: webhookFields.is_active,
    description: webhookFields.description,
    created_by: orNull(
      Type.String({ description: 'The key, operator or portal that created it.' }),
    ),
    created_at: Type.String(),
    updated_at: Type.String(),
  },
  { title: 'Webhook' },
)

/** @param secret - in plain text, only for the answer to its creation */
export function showWebhook(webhook: Webhook, secret?: string): Static<typeof webhookSchema> {
  const { id, workspaceId, url, eventTypes, state, description } = webhook
  return {
    id: toUuid(id),
    workspace_id: toUuid(workspaceId),
    url,
    ...(secret === undefined ? {} : { secret }),
    events: [...eventTypes],
    is_active: state === 'active',
    description,
    created_by: webhook.createdBy === null ? null : toUuid(webhook.createdBy),
    created_at: formatTimestamp(webhook.createdAtMs),
    updated_at: formatTimestamp(webhook.updatedAtMs),
  }
}
