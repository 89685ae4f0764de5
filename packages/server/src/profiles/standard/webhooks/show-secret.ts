import { Type } from 'typebox'
import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { showSecret } from '../../../management/show-secret.ts'
import { answerObject, idOf } from '../schemas.ts'
import { findWebhook } from './webhook-schema.ts'

export const showSecretRoute = defineRoute({
  method: 'GET',
  path: '/v1/webhooks/{id}/secret',
  operationId: 'showSecret',
  tag: 'Webhooks',
  summary: 'Show a webhook’s secret again',
  description:
    'Only in profiles whose receivers look it up, such as `endgrate`, where it is the API key that initiated the session. The audit log says who has asked.',
  scope: 'admin',
  params: { id: 'The webhook: `hook_…`' },
  answer: {
    status: 200,
    description: 'The newest secret.',
    schema: answerObject({
      id: idOf('webhook', 'The webhook.'),
      secret: Type.String(),
    }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const { id } = findWebhook(call, context)
    const secret = await showSecret(context, id, call.caller)
    return { id: formatPublicId('webhook', id), secret }
  },
})
