import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { rotateSecret } from '../../../management/rotate-secret.ts'
import { ownWebhook } from '../../own-webhooks.ts'
import { parseWebhookId } from '../public-ids.ts'
import { rotatedWebhookSchema, showWebhook } from './webhook-schema.ts'

/** The product's signature headers take one signature, so that the old secret ends at once. */
const overlapMs = 0

export const rotateSecretRoute = defineRoute({
  method: 'POST',
  path: '/api/v1/webhooks/{webhook_id}/rotate-secret',
  operationId: 'rotateSecret',
  tag: 'Webhooks',
  summary: 'Give a webhook a new secret',
  description: 'The old one ends at once. The request needs no body.',
  scope: 'manage',
  params: { webhook_id: 'The webhook: `wh-…`' },
  answer: {
    status: 200,
    description: 'The webhook with its new secret, this once.',
    schema: Type.Object({ data: rotatedWebhookSchema }),
  },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { id } = ownWebhook(call, parseWebhookId(call.params.webhook_id), context)
    const rotation = { id, secret: null, overlapMs }
    const { webhook, secret } = await rotateSecret(context, rotation, call.caller)
    return { data: { ...showWebhook(webhook), secret } }
  },
})
