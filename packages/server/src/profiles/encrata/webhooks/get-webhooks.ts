import { Type } from 'typebox'
import { parseUuid } from '../../../domain/ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { ownWebhook, ownWebhooks } from '../../own-webhooks.ts'
import { idField } from '../request-fields.ts'
import { showWebhook, webhookSchema } from './webhook-schema.ts'

export const getWebhooksRoute = defineRoute({
  method: 'GET',
  path: '/api/webhooks',
  operationId: 'getWebhooks',
  tag: 'Webhooks',
  summary: 'List webhooks, or get one',
  description: 'Newest first; with `id` the one that it names.',
  scope: 'read',
  query: Type.Object({ id: Type.Optional(idField) }),
  answer: {
    status: 200,
    description: 'All of them, or the one, without secrets.',
    schema: Type.Union([Type.Array(webhookSchema), webhookSchema]),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const { id } = call.query
    if (id !== undefined) return showWebhook(ownWebhook(call, parseUuid(id), context))
    return ownWebhooks(call, context).map((webhook) => showWebhook(webhook))
  },
})
