import { defineRoute } from '../../../http/route.ts'
import { bodyOf } from '../../../management/get-delivery.ts'
import { workspaceQuery } from '../workspace-query.ts'
import { findDelivery } from './find-delivery.ts'
import { deliveryDetailSchema, showDeliveryDetail } from './delivery-detail.ts'

export const getDeliveryRoute = defineRoute({
  method: 'GET',
  path: '/v1/deliveries/{id}',
  operationId: 'getDelivery',
  tag: 'Deliveries',
  summary: 'Get a delivery with every attempt',
  scope: 'read',
  portal: 'read',
  params: { id: 'The delivery: `del_…`' },
  query: workspaceQuery,
  answer: { status: 200, description: 'The delivery.', schema: deliveryDetailSchema },
  refusals: ['not_found'],
  async handle(call, context) {
    const delivery = await findDelivery(call, context)
    return showDeliveryDetail(delivery, bodyOf(context, delivery))
  },
})
