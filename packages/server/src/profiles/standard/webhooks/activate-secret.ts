import { Type } from 'typebox'
import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { activateSecret } from '../../../management/activate-secret.ts'
import { answerObject, closedObject, idOf } from '../schemas.ts'
import { oldSecretExpiry, oldSecretExpiryField } from './old-secret-expiry.ts'
import { findWebhook } from './webhook-schema.ts'

export const activateSecretRoute = defineRoute({
  method: 'POST',
  path: '/v1/webhooks/{id}/secret/activate',
  operationId: 'activateSecret',
  tag: 'Webhooks',
  summary: 'Sign with the new secret',
  description:
    'For receivers that have changed over before the overlap ends: `X-Webhook-Signature` becomes the new secret’s and `X-Webhook-Signature-Next` is gone. `webhook-signature` lists a signature for the old one too until it expires, unless `revoke_old` ends it at once. Activating again changes nothing.',
  scope: 'manage',
  portal: 'rotate_secrets',
  params: { id: 'The webhook: `hook_…`' },
  body: closedObject({
    revoke_old: Type.Optional(
      Type.Boolean({ description: 'Whether the old secrets end at once; false unless told.' }),
    ),
  }),
  bodyIsOptional: true,
  answer: {
    status: 200,
    description: 'The new secret is in use.',
    schema: answerObject({
      id: idOf('webhook', 'The webhook.'),
      old_secret_expires_at: oldSecretExpiryField,
    }),
  },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { caller, body } = call
    const { id } = findWebhook(call, context)
    const activation = { id, revokeOld: body?.revoke_old ?? false }
    const webhook = await activateSecret(context, activation, caller)
    return {
      id: formatPublicId('webhook', id),
      old_secret_expires_at: oldSecretExpiry(webhook, context.clock.nowMs()),
    }
  },
})
