import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { createOwnWebhook } from '../../create-own-webhook.ts'
import { assertKnownTypes } from './assert-known-types.ts'
import { newWebhookSchema, showNewWebhook, webhookFields } from './webhook-schema.ts'

export const createWebhookRoute = defineRoute({
  method: 'POST',
  path: '/api/v1/webhooks',
  operationId: 'createWebhook',
  tag: 'Webhooks',
  summary: 'Create a webhook',
  scope: 'manage',
  body: Type.Object({
    url: webhookFields.url,
    events: webhookFields.events,
    name: Type.Optional(webhookFields.name),
  }),
  answer: {
    status: 201,
    description: 'With its secret, this once.',
    schema: Type.Object({ data: newWebhookSchema }),
  },
  refusals: ['conflict'],
  async handle(call, context) {
    const { url, events: eventTypes, name } = call.body
    assertKnownTypes(call, eventTypes, context)
    const wanted = { url, eventTypes, name: name ?? null }
    const { webhook, secret } = await createOwnWebhook(call, wanted, context)
    return { data: showNewWebhook(webhook, secret) }
  },
})
