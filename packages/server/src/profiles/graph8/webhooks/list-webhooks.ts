import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { ownWebhooks } from '../../own-webhooks.ts'
import { readFlag } from '../flag-query.ts'
import { showWebhook, webhookSchema } from './webhook-schema.ts'

export const listWebhooksRoute = defineRoute({
  method: 'GET',
  path: '/api/v1/webhooks',
  operationId: 'listWebhooks',
  tag: 'Webhooks',
  summary: 'List webhooks',
  description: 'Newest first.',
  scope: 'read',
  query: Type.Object({
    is_active: Type.Optional(
      Type.Unknown({ description: '`true` or `false`: only those that are, or are not, active.' }),
    ),
  }),
  answer: {
    status: 200,
    description: 'All of them, without secrets.',
    schema: Type.Object({ data: Type.Array(webhookSchema) }),
  },
  async handle(call, context) {
    const isActive = readFlag(call.query, 'is_active')
    const webhooks = ownWebhooks(call, context).filter(
      ({ state }) => isActive === undefined || isActive === (state === 'active'),
    )
    return { data: webhooks.map(showWebhook) }
  },
})
