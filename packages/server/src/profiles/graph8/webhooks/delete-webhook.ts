import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { deleteWebhook } from '../../../management/delete-webhook.ts'
import { ownWebhook } from '../../own-webhooks.ts'
import { parseWebhookId } from '../public-ids.ts'

export const deleteWebhookRoute = defineRoute({
  method: 'DELETE',
  path: '/api/v1/webhooks/{webhook_id}',
  operationId: 'deleteWebhook',
  tag: 'Webhooks',
  summary: 'Delete a webhook',
  scope: 'manage',
  params: { webhook_id: 'The webhook: `wh-…`' },
  answer: { status: 204, description: 'It is gone.', schema: Type.Undefined() },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const webhook = ownWebhook(call, parseWebhookId(call.params.webhook_id), context)
    await deleteWebhook(context, webhook, call.caller)
    return undefined
  },
})
