import { defineRoute } from '../../../http/route.ts'
import { findWebhook, showWebhook, webhookSchema } from './webhook-schema.ts'

export const getWebhookRoute = defineRoute({
  method: 'GET',
  path: '/v1/webhooks/{id}',
  operationId: 'getWebhook',
  tag: 'Webhooks',
  summary: 'Get a webhook',
  scope: 'read',
  portal: 'read',
  params: { id: 'The webhook: `hook_…`' },
  answer: { status: 200, description: 'The webhook, without its secret.', schema: webhookSchema },
  refusals: ['not_found'],
  async handle(call, context) {
    return showWebhook(findWebhook(call, context), call, context)
  },
})
