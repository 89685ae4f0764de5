import { Type, type Static } from 'typebox'
import type { Caller } from '../../../domain/caller.ts'
import { longestEventTypeName } from '../../../domain/event-type.ts'
import type { Id } from '../../../domain/ids.ts'
import type { Webhook } from '../../../domain/webhook.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute, type Call } from '../../../http/route.ts'
import { formatTimestamp, formatTimestampOrNull } from '../../../http/timestamps.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { findDeliveries } from '../../../management/find-deliveries.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { DeliveryView } from '../../../stores/delivery-store.ts'
import { formatCursor } from '../../../http/cursor.ts'
import { cursorAnswer, cursorQuery, readCursorPage } from '../paging.ts'
import {
  answerObject,
  closedObject,
  idOf,
  nullable,
  oneOf,
  timestamp,
  workspaceField,
} from '../schemas.ts'
import { readTimeQuery, timeQuery } from '../time-query.ts'
import { findWebhook, isKnownTo } from '../webhooks/webhook-schema.ts'
import { workspaceNamed } from '../workspace-query.ts'
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
  summary: 'Find deliveries',
  description:
    'Of one webhook, or of all that the workspace has now, newest first. With `event_type` a page may be short, or empty, although `next_cursor` says that there are older deliveries to look at.',
  scope: 'read',
  portal: 'read',
  query: closedObject({
    ...cursorQuery,
    webhook: Type.Optional(idOf('webhook', 'Only to this webhook.')),
    status: Type.Optional(oneOf(['pending', 'success', 'failed'])),
    event_type: Type.Optional(
      Type.String({ maxLength: longestEventTypeName, description: 'Only of events of this type.' }),
    ),
    from: timeQuery('Only deliveries that were made then or later.'),
    to: timeQuery('Only deliveries that were made before.'),
    workspace: workspaceField,
  }),
  answer: {
    status: 200,
    description: 'A page of deliveries.',
    schema: cursorAnswer(listedDeliverySchema),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const { status, event_type: type = null, from, to } = call.query
    const { about, webhooks } = webhooksNamed(call, context)
    const search = {
      statuses: status === undefined ? null : statusesOf[status],
      type,
      fromMs: readTimeQuery('from', from),
      toMs: readTimeQuery('to', to),
    }
    const list = JSON.stringify(['deliveries', about, search])
    const page = readCursorPage(list, call.query)
    const { deliveries, searchedTo } = await findDeliveries(context, { webhooks, search }, page)
    return {
      data: deliveries.map(showListedDelivery),
      next_cursor: searchedTo === null ? null : formatCursor(list, searchedTo),
    }
  },
})

type Asked = Pick<
  Call<unknown, { readonly webhook?: string; readonly workspace?: string }, unknown, Caller>,
  'caller' | 'surface' | 'query'
>

/** The webhook that a search names, or all of its workspace; and what a cursor of it is bound to. */
function webhooksNamed(
  { caller, surface, query }: Asked,
  context: ManagementContext,
): { readonly about: Id; readonly webhooks: readonly Webhook[] } {
  const { catalog } = context.engine
  if (query.webhook !== undefined) {
    const webhook = findWebhook({ caller, surface, params: { id: query.webhook } }, context)
    const isElsewhere =
      query.workspace !== undefined &&
      workspaceNamed(caller, query.workspace, catalog).id !== webhook.workspaceId
    if (isElsewhere) throw notFound('webhook')
    return { about: webhook.id, webhooks: [webhook] }
  }
  const { id } = workspaceNamed(caller, query.workspace, catalog)
  const webhooks = catalog.webhooksOf(id).filter((webhook) => isKnownTo(surface, webhook))
  return { about: id, webhooks }
}

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
