import { Type } from 'typebox'
import {
  formatEventId,
  formatPublicId,
  parseEventId,
  parsePublicId,
} from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { replayEvent } from '../../../management/replay-event.ts'
import { answerObject, closedObject, idOf } from '../schemas.ts'
import { workspaceNamed, workspaceQuery } from '../workspace-query.ts'

export const replayEventRoute = defineRoute({
  method: 'POST',
  path: '/v1/events/{id}/replay',
  operationId: 'replayEvent',
  tag: 'Events',
  summary: 'Send an event once more',
  description:
    'To every active webhook that wants it now, or to those that are named. Receivers see the same event id as the first time.',
  scope: 'manage',
  portal: 'replay',
  params: { id: 'The event: `evt_…`' },
  query: workspaceQuery,
  body: closedObject({
    webhooks: Type.Optional(
      Type.Array(idOf('webhook', 'A webhook that wants it.'), { minItems: 1, maxItems: 1000 }),
    ),
  }),
  bodyIsOptional: true,
  answer: {
    status: 202,
    description: 'The deliveries that are on their way now.',
    schema: answerObject({
      event_id: idOf('event', 'The event.'),
      deliveries: Type.Array(
        answerObject({
          id: idOf('delivery', 'The new delivery.'),
          webhook_id: idOf('webhook', 'Where it goes.'),
        }),
      ),
    }),
  },
  refusals: ['not_found', 'conflict'],
  async handle({ caller, params, query, body }, context) {
    const workspace = workspaceNamed(caller, query.workspace, context.engine.catalog)
    const eventId = parseEventId(params.id)
    if (eventId === null) throw notFound('event')
    const webhookIds = body?.webhooks?.map((text) => parsePublicId('webhook', text)) ?? null
    const { event, redeliveries } = await replayEvent(
      context,
      { workspaceId: workspace.id, eventId, webhookIds },
      caller,
    )
    return {
      event_id: formatEventId(event),
      deliveries: redeliveries.map(({ id, webhookId }) => ({
        id: formatPublicId('delivery', id),
        webhook_id: formatPublicId('webhook', webhookId),
      })),
    }
  },
})
