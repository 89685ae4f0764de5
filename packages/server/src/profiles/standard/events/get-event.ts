import { Type } from 'typebox'
import type { Event, RejectedEvent } from '../../../domain/event.ts'
import { parseEventId } from '../../../http/public-ids.ts'
import { prepareJson } from '../../../http/prepared-json.ts'
import { defineRoute } from '../../../http/route.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { getEventWithDeliveries } from '../../../management/get-event.ts'
import { eventDeliverySchema, showEventDelivery } from '../deliveries/event-delivery.ts'
import { answerObject } from '../schemas.ts'
import { anyWorkspaceQuery, workspaceNamedIfAny } from '../workspace-query.ts'
import { eventFieldsWithData, showListedEvent } from './event-schema.ts'

export const getEventRoute = defineRoute({
  method: 'GET',
  path: '/v1/events/{id}',
  operationId: 'getEvent',
  tag: 'Events',
  summary: 'Get an event with its deliveries',
  scope: 'read',
  portal: 'read',
  params: { id: 'The event: `evt_…`' },
  query: anyWorkspaceQuery,
  answer: {
    status: 200,
    description: 'The event.',
    schema: answerObject(
      { ...eventFieldsWithData, deliveries: Type.Array(eventDeliverySchema) },
      { title: 'Event' },
    ),
  },
  refusals: ['not_found'],
  async handle({ caller, params, query, reply }, context) {
    const workspace = workspaceNamedIfAny(caller, query.workspace, context.engine.catalog)
    const id = parseEventId(params.id)
    const workspaceId = id && (workspace?.id ?? (await context.store.workspaceOfEvent(id)))
    if (id === null || workspaceId === null) throw notFound('event')
    const { event, deliveries } = await getEventWithDeliveries(context, workspaceId, id)
    return prepareJson(reply, eventJson(event, deliveries.map(showEventDelivery)))
  },
})

/** Put together as text: parsing `data` and writing it anew could change its numbers. */
function eventJson(event: Event | RejectedEvent, deliveries: readonly unknown[]): string {
  const { channels, subject, ...fields } = showListedEvent(event)
  const data = Buffer.from(event.data).toString('utf8')
  const labels = {
    ...(channels === undefined ? {} : { channels }),
    ...(subject === undefined ? {} : { subject }),
    ...('reason' in event ? { rejected: event.reason } : {}),
  }
  const after = JSON.stringify({ ...labels, deliveries })
  return `${JSON.stringify(fields).slice(0, -1)},"data":${data},${after.slice(1)}`
}
