import { Type } from 'typebox'
import { parseUuid } from '../../../domain/ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { updateWebhook } from '../../../management/update-webhook.ts'
import { ownWebhook } from '../../own-webhooks.ts'
import { idField, orNull } from '../request-fields.ts'
import { webhookFields } from './webhook-schema.ts'

/**
 * Some clients of the product leave out what they do not change, others send it as null: both keep
 * it as it is.
 */
export const updateWebhookRoute = defineRoute({
  method: 'PUT',
  path: '/api/webhooks',
  operationId: 'updateWebhook',
  tag: 'Webhooks',
  summary: 'Change a webhook',
  scope: 'manage',
  body: Type.Object({
    id: idField,
    url: webhookFields.url,
    events: Type.Optional(orNull(webhookFields.events)),
    description: Type.Optional(orNull(webhookFields.description)),
    is_active: Type.Optional(orNull(webhookFields.is_active)),
  }),
  answer: {
    status: 200,
    description: 'It is changed.',
    schema: Type.Object({ status: Type.Literal('updated') }),
  },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { caller, body } = call
    const { id } = ownWebhook(call, parseUuid(body.id), context)
    const { url, events, description, is_active: active } = body
    await updateWebhook(
      context,
      {
        id,
        url,
        ...(events ? { eventTypes: events } : {}),
        ...(typeof description === 'string' ? { description } : {}),
        ...(typeof active === 'boolean' ? { active } : {}),
      },
      caller,
    )
    return { status: 'updated' as const }
  },
})
