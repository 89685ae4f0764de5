import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { deleteWebhook } from '../../../management/delete-webhook.ts'
import { deletedSchema } from '../schemas.ts'
import { findWebhook } from './webhook-schema.ts'

export const deleteWebhookRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/webhooks/{id}',
  operationId: 'deleteWebhook',
  tag: 'Webhooks',
  summary: 'Delete a webhook',
  description:
    'Cancels what is waiting for it. Its deliveries stay in the events that they were of.',
  scope: 'manage',
  portal: 'manage_webhooks',
  params: { id: 'The webhook: `hook_…`' },
  answer: { status: 200, description: 'It is gone.', schema: deletedSchema('webhook') },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const webhook = findWebhook(call, context)
    await deleteWebhook(context, webhook, call.caller)
    return { id: formatPublicId('webhook', webhook.id), deleted: true }
  },
})
