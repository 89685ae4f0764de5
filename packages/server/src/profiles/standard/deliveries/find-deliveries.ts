import { Type, type Static } from 'typebox'
import { longestEventTypeName } from '../../../domain/event-type.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { formatTimestamp, formatTimestampOrNull } from '../../../http/timestamps.ts'
import { findDeliveries } from '../../../management/find-deliveries.ts'
import type { DeliveryView } from '../../../stores/delivery-store.ts'
import { formatCursor } from '../../../http/cursor.ts'
import { cursorAnswer, cursorQuery, readCursorPage } from '../paging.ts'
import { answerObject, closedObject, idOf, nullable, oneOf, timestamp } from '../schemas.ts'
import { readTimeQuery, timeQuery } from '../time-query.ts'
import { findWebhook } from '../webhooks/webhook-schema.ts'
import { deliveryFields, showDelivery } from './delivery-schema.ts'
import { statusesOf } from './status-filter.ts'

const listedDeliverySchema = answerObject(
  {
    ...deliveryFields,
    webhook_id: idOf('webhook', 'Where it goes.'),
    event_type: Type.String(),
    created_at: timestamp('When the delivery was made.'),
    next_attempt_at: nullable(timestamp('Then'), {
      description: 'When the next attempt is due; null when it has ended, or only waits its turn.',
    }),
  },
  { title: 'ListedDelivery', description: 'A delivery as a search shows it.' },
)

export const findDeliveriesRoute = defineRoute({
  method: 'GET',
  path: '/v1/deliveries',
  operationId: 'findDeliveries',
  tag: 'Deliveries',
  summary: 'Find deliveries of a webhook',
  description:
    'Newest first. With `event_type` a page may be short, or empty, although `next_cursor` says that there are older deliveries to look at.',
  scope: 'read',
  query: closedObject({
    ...cursorQuery,
    webhook: idOf('webhook', 'The webhook.'),
    status: Type.Optional(oneOf(['pending', 'success', 'failed'])),
    event_type: Type.Optional(
      Type.String({ maxLength: longestEventTypeName, description: 'Only of events of this type.' }),
    ),
    from: timeQuery('Only deliveries that were made then or later.'),
    to: timeQuery('Only deliveries that were made before.'),
  }),
  answer: {
    status: 200,
    description: 'A page of deliveries.',
    schema: cursorAnswer(listedDeliverySchema),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const { status, event_type: type = null, from, to, webhook: id } = call.query
    const webhook = findWebhook({ ...call, params: { id } }, context)
    const search = {
      statuses: status === undefined ? null : statusesOf[status],
      type,
      fromMs: readTimeQuery('from', from),
      toMs: readTimeQuery('to', to),
    }
    const list = JSON.stringify(['deliveries', webhook.id, search])
    const page = readCursorPage(list, call.query)
    const { deliveries, searchedTo } = await findDeliveries(context, { webhook, search }, page)
    return {
      data: deliveries.map(showListedDelivery),
      next_cursor: searchedTo === null ? null : formatCursor(list, searchedTo),
    }
  },
})

function showListedDelivery(delivery: DeliveryView): Static<typeof listedDeliverySchema> {
  const { webhookId, eventType, createdAtMs, nextAttemptAtMs } = delivery
  return {
    ...showDelivery(delivery),
    webhook_id: formatPublicId('webhook', webhookId),
    event_type: eventType,
    created_at: formatTimestamp(createdAtMs),
    next_attempt_at: formatTimestampOrNull(nextAttemptAtMs),
  }
}
