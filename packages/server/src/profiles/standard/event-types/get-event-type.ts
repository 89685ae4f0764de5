import { defineRoute } from '../../../http/route.ts'
import { notFound } from '../../../http/workspace-access.ts'
import {
  catalogueOf,
  catalogueQuery,
  eventTypeSchema,
  showEventType,
  typesSeenBy,
} from './event-type-schema.ts'

export const getEventTypeRoute = defineRoute({
  method: 'GET',
  path: '/v1/event-types/{name}',
  operationId: 'getEventType',
  tag: 'Event types',
  summary: 'Get an event type',
  scope: 'read',
  portal: 'read',
  params: { name: 'The type’s name: `invoice.paid`' },
  query: catalogueQuery,
  answer: { status: 200, description: 'The type.', schema: eventTypeSchema },
  refusals: ['not_found'],
  async handle(call, context) {
    const { caller, params, query } = call
    const workspaceId = catalogueOf(caller, query.workspace, context.engine.catalog)
    const types = typesSeenBy(call, workspaceId, context)
    const found = types.find(({ type }) => type.name === params.name)
    if (found === undefined) throw notFound('event type')
    return showEventType(found)
  },
})
