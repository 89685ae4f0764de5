import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { listDeliveries } from '../../../management/list-deliveries.ts'
import { deliverySchema, showDelivery } from '../deliveries/delivery-schema.ts'
import { statusesOf } from '../deliveries/status-filter.ts'
import { pageQuery, paginationOf, paginationSchema, readPage } from '../paging.ts'
import { answerObject, closedObject, oneOf } from '../schemas.ts'
import { findWebhook } from './webhook-schema.ts'

export const listDeliveriesRoute = defineRoute({
  method: 'GET',
  path: '/v1/webhooks/{id}/deliveries',
  operationId: 'listDeliveries',
  tag: 'Deliveries',
  summary: 'List a webhook’s deliveries',
  description: 'Newest first. `pagination` is there when `page` or `limit` is given.',
  scope: 'read',
  portal: 'read',
  params: { id: 'The webhook: `hook_…`' },
  query: closedObject({
    ...pageQuery,
    status: Type.Optional(oneOf(['pending', 'success', 'failed'])),
  }),
  answer: {
    status: 200,
    description: 'A page of deliveries.',
    schema: answerObject({
      deliveries: Type.Array(deliverySchema),
      pagination: Type.Optional(paginationSchema),
    }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const webhook = findWebhook(call, context)
    const { query } = call
    const page = readPage(query)
    const { deliveries, total } = await listDeliveries(context, {
      webhook,
      statuses: query.status === undefined ? null : statusesOf[query.status],
      offset: page.offset,
      limit: page.limit,
    })
    const shown = deliveries.map(showDelivery)
    if (query.page === undefined && query.limit === undefined) return { deliveries: shown }
    return { deliveries: shown, pagination: paginationOf(page, total) }
  },
})
