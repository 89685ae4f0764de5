import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { ownWebhook } from '../../own-webhooks.ts'
import { parseWebhookId } from '../public-ids.ts'
import { showWebhook, webhookSchema } from './webhook-schema.ts'

export const getWebhookRoute = defineRoute({
  method: 'GET',
  path: '/api/v1/webhooks/{webhook_id}',
  operationId: 'getWebhook',
  tag: 'Webhooks',
  summary: 'Get a webhook',
  scope: 'read',
  params: { webhook_id: 'The webhook: `wh-…`' },
  answer: {
    status: 200,
    description: 'The webhook, without its secret.',
    schema: Type.Object({ data: webhookSchema }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const webhook = ownWebhook(call, parseWebhookId(call.params.webhook_id), context)
    return { data: showWebhook(webhook) }
  },
})
