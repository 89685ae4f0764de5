import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { defineRoute } from '../../../http/route.ts'
import { updateWebhook } from '../../../management/update-webhook.ts'
import { ownWebhook } from '../../own-webhooks.ts'
import { parseWebhookId } from '../public-ids.ts'
import { assertKnownTypes } from './assert-known-types.ts'
import { showWebhook, webhookFields, webhookSchema } from './webhook-schema.ts'

export const updateWebhookRoute = defineRoute({
  method: 'PATCH',
  path: '/api/v1/webhooks/{webhook_id}',
  operationId: 'updateWebhook',
  tag: 'Webhooks',
  summary: 'Change a webhook',
  description: 'Fields that are left out stay as they are.',
  scope: 'manage',
  params: { webhook_id: 'The webhook: `wh-…`' },
  body: Type.Object({
    url: Type.Optional(webhookFields.url),
    events: Type.Optional(webhookFields.events),
    name: Type.Optional(webhookFields.name),
    is_active: Type.Optional(webhookFields.is_active),
  }),
  answer: {
    status: 200,
    description: 'The webhook as it is now.',
    schema: Type.Object({ data: webhookSchema }),
  },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { caller, body, params } = call
    const { id } = ownWebhook(call, parseWebhookId(params.webhook_id), context)
    const { url, events, name, is_active: active } = body
    const change = {
      ...(url === undefined ? {} : { url }),
      ...(events === undefined ? {} : { eventTypes: events }),
      ...(name === undefined ? {} : { name }),
      ...(active === undefined ? {} : { active }),
    }
    if (Object.keys(change).length === 0) {
      throw new RequestError('validation_error', 'No fields to update')
    }
    assertKnownTypes(call, events ?? [], context)
    return { data: showWebhook(await updateWebhook(context, { id, ...change }, caller)) }
  },
})
