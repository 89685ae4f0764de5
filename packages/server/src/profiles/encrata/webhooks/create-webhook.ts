import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { createOwnWebhook } from '../../create-own-webhook.ts'
import { orNull } from '../request-fields.ts'
import { showWebhook, webhookFields, webhookSchema } from './webhook-schema.ts'

export const createWebhookRoute = defineRoute({
  method: 'POST',
  path: '/api/webhooks',
  operationId: 'createWebhook',
  tag: 'Webhooks',
  summary: 'Create a webhook',
  scope: 'manage',
  body: Type.Object({
    url: webhookFields.url,
    events: webhookFields.events,
    description: Type.Optional(orNull(webhookFields.description)),
  }),
  answer: { status: 201, description: 'With its secret, this once.', schema: webhookSchema },
  refusals: ['conflict'],
  async handle(call, context) {
    const { url, events: eventTypes, description } = call.body
    const wanted = { url, eventTypes, description: description ?? '' }
    const { webhook, secret } = await createOwnWebhook(call, wanted, context)
    return showWebhook(webhook, secret)
  },
})
