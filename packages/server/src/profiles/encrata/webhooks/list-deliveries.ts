import { Type } from 'typebox'
import { parseUuid } from '../../../domain/ids.ts'
import type { Webhook } from '../../../domain/webhook.ts'
import { prepareJson } from '../../../http/prepared-json.ts'
import { defineRoute } from '../../../http/route.ts'
import { bodyOf } from '../../../management/get-delivery.ts'
import { listDeliveries } from '../../../management/list-deliveries.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { ownWebhook } from '../../own-webhooks.ts'
import { idField } from '../request-fields.ts'
import { deliveryJson, deliverySchema } from './delivery-json.ts'

const mostListed = 50

/** Room for as many payloads of the size that is accepted unless the operator allows larger ones. */
const mostPayloadBytes = 16 * 1024 * 1024

export const listDeliveriesRoute = defineRoute({
  method: 'GET',
  path: '/api/webhooks/deliveries',
  operationId: 'listDeliveries',
  tag: 'Webhooks',
  summary: 'List a webhook’s deliveries',
  description: 'The latest 50, newest first; fewer where their payloads are very large.',
  scope: 'read',
  query: Type.Object({ webhook_id: idField }),
  answer: {
    status: 200,
    description: 'The deliveries with what was sent.',
    schema: Type.Array(deliverySchema),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const webhook = ownWebhook(call, parseUuid(call.query.webhook_id), context)
    const deliveries = await latestDeliveries(webhook, context)
    return prepareJson(call.reply, `[${deliveries.join(',')}]`)
  },
})

/** One after the other, so that no more payloads are in memory than are told. */
async function latestDeliveries(webhook: Webhook, context: ManagementContext): Promise<string[]> {
  const page = { webhook, statuses: null, offset: 0, limit: mostListed }
  const { deliveries } = await listDeliveries(context, page)
  const shown: string[] = []
  let payloadBytes = 0
  for (const { id } of deliveries) {
    const delivery = await context.store.getDelivery(webhook.workspaceId, id)
    // Its time of keeping has just ended.
    if (delivery === null) continue
    const payload = bodyOf(context, delivery)
    payloadBytes += payload?.length ?? 0
    if (payloadBytes > mostPayloadBytes) break
    shown.push(deliveryJson(delivery, payload))
  }
  return shown
}
