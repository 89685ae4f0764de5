import { defineRoute } from '../../../http/route.ts'
import { sendTest } from '../../../management/send-test.ts'
import { deliverySchema, showSettled } from '../deliveries/delivery-schema.ts'
import { findWebhook } from './webhook-schema.ts'

export const sendTestRoute = defineRoute({
  method: 'POST',
  path: '/v1/webhooks/{id}/test',
  operationId: 'testWebhook',
  tag: 'Webhooks',
  summary: 'Send a test event',
  description:
    'One attempt with the example data of the webhook’s first event type, answered when it has ended. The request needs no body.',
  scope: 'manage',
  portal: 'manage_webhooks',
  params: { id: 'The webhook: `hook_…`' },
  answer: { status: 200, description: 'What became of it.', schema: deliverySchema },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { id } = findWebhook(call, context)
    return showSettled(await sendTest(context, id))
  },
})
