import { Type } from 'typebox'
import type { DeliveryStatus } from '../../../domain/delivery.ts'
import type { Webhook } from '../../../domain/webhook.ts'
import { defineRoute } from '../../../http/route.ts'
import { listDeliveries } from '../../../management/list-deliveries.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { ownWebhook } from '../../own-webhooks.ts'
import { parseWebhookId } from '../public-ids.ts'
import { deliverySchema, showDelivery } from './delivery-schema.ts'

/** [seed] knows three states; what was canceled did not arrive either. */
const statusesOf = {
  success: ['success'],
  failed: ['failed', 'canceled'],
  pending: ['pending'],
} as const satisfies Record<string, readonly DeliveryStatus[]>

const defaultLimit = 50

export const listDeliveriesRoute = defineRoute({
  method: 'GET',
  path: '/api/v1/webhooks/{webhook_id}/deliveries',
  operationId: 'listDeliveries',
  tag: 'Webhooks',
  summary: 'List a webhook’s deliveries',
  description: 'Newest first.',
  scope: 'read',
  params: { webhook_id: 'The webhook: `wh-…`' },
  query: Type.Object({
    page: Type.Optional(Type.Integer({ minimum: 1, description: 'The first one is 1.' })),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 200,
        description: `How many a page has; ${defaultLimit} unless told.`,
      }),
    ),
    status: Type.Optional(Type.Enum(['success', 'failed', 'pending'])),
  }),
  answer: {
    status: 200,
    description: 'A page of deliveries.',
    schema: Type.Object({
      data: Type.Array(deliverySchema),
      pagination: Type.Object({
        page: Type.Integer(),
        limit: Type.Integer(),
        total: Type.Integer({ description: 'Entries on all pages.' }),
        has_next: Type.Boolean(),
      }),
    }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const webhook = ownWebhook(call, parseWebhookId(call.params.webhook_id), context)
    const { page = 1, limit = defaultLimit, status } = call.query
    const { deliveries, total } = await listDeliveries(context, {
      webhook,
      statuses: status === undefined ? null : statusesOf[status],
      offset: (page - 1) * limit,
      limit,
    })
    const retries = retriesOf(webhook, context)
    return {
      data: deliveries.map((delivery) => showDelivery(delivery, retries)),
      pagination: { page, limit, total, has_next: page * limit < total },
    }
  },
})

function retriesOf({ profile, retryDelaysMs }: Webhook, { profiles }: ManagementContext): number {
  const delaysMs = retryDelaysMs ?? profiles.get(profile)?.delivery.retry.delaysMs
  return delaysMs?.length ?? 0
}
