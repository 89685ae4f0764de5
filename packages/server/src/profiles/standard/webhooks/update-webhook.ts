import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { assertCapability } from '../../../http/portal-session.ts'
import { updateWebhook } from '../../../management/update-webhook.ts'
import { closedObject } from '../schemas.ts'
import { readRateLimit } from './rate-limit-schema.ts'
import { readSealedFields, sealedFieldsOfChange } from './sealed-fields-schema.ts'
import {
  findWebhook,
  secretField,
  showWebhook,
  toDelaysMs,
  webhookFields,
  webhookSchema,
} from './webhook-schema.ts'

export const updateWebhookRoute = defineRoute({
  method: 'PATCH',
  path: '/v1/webhooks/{id}',
  operationId: 'updateWebhook',
  tag: 'Webhooks',
  summary: 'Change a webhook',
  description:
    'Fields that are left out stay as they are. A `secret` takes the place of the old one at once; `secret/rotate` lets them overlap.',
  scope: 'manage',
  portal: 'manage_webhooks',
  params: { id: 'The webhook: `hook_…`' },
  body: closedObject(
    {
      url: Type.Optional(webhookFields.url),
      events: Type.Optional(webhookFields.events),
      secret: Type.Optional(secretField),
      active: Type.Optional(webhookFields.active),
      name: Type.Optional(webhookFields.name),
      description: Type.Optional(webhookFields.description),
      channels: Type.Optional(webhookFields.channels),
      retry_delays_s: Type.Optional(webhookFields.retry_delays_s),
      rate_limit: Type.Optional(webhookFields.rate_limit),
      ...sealedFieldsOfChange,
    },
    { minProperties: 1 },
  ),
  answer: { status: 200, description: 'The webhook as it is now.', schema: webhookSchema },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { caller, body } = call
    const { id } = findWebhook(call, context)
    if (caller.kind === 'portal' && body.secret !== undefined) {
      assertCapability(caller, 'rotate_secrets')
    }
    const { events, retry_delays_s: delaysS, rate_limit, custom_headers, tls, ...fields } = body
    const webhook = await updateWebhook(
      context,
      {
        id,
        ...fields,
        ...(events === undefined ? {} : { eventTypes: events }),
        ...(delaysS === undefined ? {} : { retryDelaysMs: toDelaysMs(delaysS) }),
        ...readRateLimit(rate_limit),
        ...readSealedFields({ custom_headers, tls }),
      },
      caller,
    )
    return showWebhook(webhook, call, context)
  },
})
