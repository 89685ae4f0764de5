import { Type } from 'typebox'
import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { publicKeyOfWebhook } from '../../../management/public-key.ts'
import { rotateSecret } from '../../../management/rotate-secret.ts'
import { answerObject, closedObject, idOf } from '../schemas.ts'
import { oldSecretExpiry, oldSecretExpiryField } from './old-secret-expiry.ts'
import { findWebhook, secretField, webhookSchema } from './webhook-schema.ts'

const dayS = 24 * 60 * 60

export const rotateSecretRoute = defineRoute({
  method: 'POST',
  path: '/v1/webhooks/{id}/secret/rotate',
  operationId: 'rotateSecret',
  tag: 'Webhooks',
  summary: 'Give a webhook a new secret',
  description:
    'While old and new overlap, `webhook-signature` lists a signature for each, `X-Webhook-Signature` stays the old one’s and `X-Webhook-Signature-Next` is the new one’s. `overlap_s` 0 ends the old one at once.',
  scope: 'manage',
  portal: 'rotate_secrets',
  params: { id: 'The webhook: `hook_…`' },
  body: closedObject({
    secret: Type.Optional(secretField),
    overlap_s: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 30 * dayS,
        description: 'How many seconds the old secret stays valid; a day unless told.',
        examples: [dayS],
      }),
    ),
  }),
  bodyIsOptional: true,
  answer: {
    status: 200,
    description: 'The new secret, which is shown this once.',
    schema: answerObject({
      id: idOf('webhook', 'The webhook.'),
      secret: Type.String(),
      public_key: webhookSchema.properties.public_key,
      old_secret_expires_at: oldSecretExpiryField,
    }),
  },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { caller, body } = call
    const { id } = findWebhook(call, context)
    const { secret: wanted = null, overlap_s: overlapS = dayS } = body ?? {}
    const rotation = { id, secret: wanted, overlapMs: overlapS * 1000 }
    const { webhook, secret } = await rotateSecret(context, rotation, caller)
    const publicKey = publicKeyOfWebhook(context, webhook)
    return {
      id: formatPublicId('webhook', id),
      secret,
      ...(publicKey === null ? {} : { public_key: publicKey }),
      old_secret_expires_at: oldSecretExpiry(webhook, context.clock.nowMs()),
    }
  },
})
