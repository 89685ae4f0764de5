import { parsePublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { bodyOf, getDelivery } from '../../../management/get-delivery.ts'
import { workspaceNamed, workspaceQuery } from '../workspace-query.ts'
import { deliveryDetailSchema, showDeliveryDetail } from './delivery-detail.ts'

export const getDeliveryRoute = defineRoute({
  method: 'GET',
  path: '/v1/deliveries/{id}',
  operationId: 'getDelivery',
  tag: 'Deliveries',
  summary: 'Get a delivery with every attempt',
  scope: 'read',
  params: { id: 'The delivery: `del_…`' },
  query: workspaceQuery,
  answer: { status: 200, description: 'The delivery.', schema: deliveryDetailSchema },
  refusals: ['not_found'],
  async handle({ apiKey, params, query }, context) {
    const workspace = workspaceNamed(apiKey, query.workspace, context.engine.catalog)
    const id = parsePublicId('delivery', params.id)
    if (id === null) throw notFound('delivery')
    const delivery = await getDelivery(context, workspace.id, id)
    return showDeliveryDetail(delivery, bodyOf(context, delivery))
  },
})
