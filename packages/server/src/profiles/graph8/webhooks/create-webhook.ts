import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { createWebhook } from '../../../management/create-webhook.ts'
import { ownWorkspace } from '../../own-webhooks.ts'
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
    const { apiKey, body, surface } = call
    assertKnownTypes(call, body.events, context)
    const { webhook, secret } = await createWebhook(
      context,
      {
        workspace: ownWorkspace(call, context),
        profile: surface.name,
        url: body.url,
        eventTypes: body.events,
        name: body.name ?? null,
        secret: null,
        active: true,
        channels: [],
        description: '',
        retryDelaysMs: null,
      },
      apiKey.id,
    )
    return { data: showNewWebhook(webhook, secret) }
  },
})
