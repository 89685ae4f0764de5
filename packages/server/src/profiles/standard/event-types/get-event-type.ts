import { defineRoute } from '../../../http/route.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { listEventTypes } from '../../../management/list-event-types.ts'
import { catalogueOf, catalogueQuery, eventTypeSchema, showEventType } from './event-type-schema.ts'

export const getEventTypeRoute = defineRoute({
  method: 'GET',
  path: '/v1/event-types/{name}',
  operationId: 'getEventType',
  tag: 'Event types',
  summary: 'Get an event type',
  scope: 'read',
  params: { name: 'The type’s name: `invoice.paid`' },
  query: catalogueQuery,
  answer: { status: 200, description: 'The type.', schema: eventTypeSchema },
  refusals: ['not_found'],
  async handle({ apiKey, params, query }, context) {
    const workspaceId = catalogueOf(apiKey, query.workspace, context.engine.catalog)
    const found = listEventTypes(context, workspaceId).find(({ type }) => type.name === params.name)
    if (found === undefined) throw notFound('event type')
    return showEventType(found)
  },
})
