import { Type } from 'typebox'
import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { diagnoseWebhook } from '../../../management/diagnose-webhook.ts'
import { checkNames } from '../../../management/diagnosis.ts'
import { answerObject, idOf, nullable, oneOf } from '../schemas.ts'
import { findWebhook } from './webhook-schema.ts'

const checkSchema = answerObject(
  {
    name: oneOf(checkNames, {
      description:
        '`address`: it can be reached. `certificate`: it is valid. `answer`: it is a 2xx. `active`: the webhook is switched on. `log`: deliveries of the last day arrived.',
    }),
    result: oneOf(['passed', 'failed', 'skipped'], {
      description: '`skipped`: it could not be told, because something before it failed.',
    }),
    finding: Type.String({ description: 'What was found, in a sentence.' }),
    advice: nullable(Type.String(), { description: 'What to do; null: nothing.' }),
  },
  { title: 'Check', description: 'One reason for which nothing may arrive.' },
)

export const diagnoseWebhookRoute = defineRoute({
  method: 'POST',
  path: '/v1/webhooks/{id}/diagnose',
  operationId: 'diagnoseWebhook',
  tag: 'Webhooks',
  summary: 'Find out why nothing arrives',
  description:
    'Sends a test event in one attempt, and looks at the webhook and at the log of the last 24 hours. The request needs no body.',
  scope: 'manage',
  portal: 'manage_webhooks',
  params: { id: 'The webhook: `hook_…`' },
  answer: {
    status: 200,
    description: 'What was found.',
    schema: answerObject({
      checks: Type.Array(checkSchema, { description: 'Five, in the order of their names.' }),
      delivery_id: nullable(idOf('delivery', 'The test event’s delivery'), {
        description: 'null: none could be sent.',
      }),
    }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const { id } = findWebhook(call, context)
    const { checks, deliveryId } = await diagnoseWebhook(context, id)
    return {
      checks: [...checks],
      delivery_id: deliveryId === null ? null : formatPublicId('delivery', deliveryId),
    }
  },
})
