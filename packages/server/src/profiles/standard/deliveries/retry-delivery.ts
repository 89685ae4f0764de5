import { defineRoute } from '../../../http/route.ts'
import { bodyOf } from '../../../management/get-delivery.ts'
import { retryDelivery } from '../../../management/retry-delivery.ts'
import { workspaceQuery } from '../workspace-query.ts'
import { findDelivery } from './find-delivery.ts'
import { deliveryDetailSchema, showDeliveryDetail } from './delivery-detail.ts'

export const retryDeliveryRoute = defineRoute({
  method: 'POST',
  path: '/v1/deliveries/{id}/retry',
  operationId: 'retryDelivery',
  tag: 'Deliveries',
  summary: 'Send a delivery again',
  description:
    'One that waits for its next attempt is sent now. For one that has ended there is a new one, whose `retry_of` names it.',
  scope: 'manage',
  portal: 'replay',
  params: { id: 'The delivery: `del_…`' },
  query: workspaceQuery,
  answer: {
    status: 202,
    description: 'The delivery that is on its way now: the same or a new one.',
    schema: deliveryDetailSchema,
  },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { workspaceId, id: deliveryId } = await findDelivery(call, context)
    const delivery = await retryDelivery(context, { workspaceId, deliveryId }, call.caller)
    return showDeliveryDetail(delivery, bodyOf(context, delivery))
  },
})
