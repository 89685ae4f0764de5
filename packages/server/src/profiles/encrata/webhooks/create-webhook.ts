import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { createWebhook } from '../../../management/create-webhook.ts'
import { ownWorkspace } from '../../own-webhooks.ts'
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
    const { apiKey, body, surface } = call
    const { webhook, secret } = await createWebhook(
      context,
      {
        workspace: ownWorkspace(call, context),
        profile: surface.name,
        url: body.url,
        eventTypes: body.events,
        description: body.description ?? '',
        secret: null,
        active: true,
        channels: [],
        name: null,
        retryDelaysMs: null,
      },
      apiKey.id,
    )
    return showWebhook(webhook, secret)
  },
})
