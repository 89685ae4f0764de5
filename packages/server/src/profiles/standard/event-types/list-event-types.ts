import { defineRoute } from '../../../http/route.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { closedObject } from '../schemas.ts'
import {
  catalogueField,
  catalogueOf,
  eventTypeSchema,
  showEventType,
  typesSeenBy,
} from './event-type-schema.ts'

export const listEventTypesRoute = defineRoute({
  method: 'GET',
  path: '/v1/event-types',
  operationId: 'listEventTypes',
  tag: 'Event types',
  summary: 'List event types',
  description: 'Every type that events may have, by name: those that profiles document included.',
  scope: 'read',
  query: closedObject({ ...catalogueField, ...pageQuery }),
  answer: { status: 200, description: 'A page of types.', schema: pageAnswer(eventTypeSchema) },
  refusals: ['not_found'],
  async handle(call, context) {
    const { apiKey, query } = call
    const workspaceId = catalogueOf(apiKey, query.workspace, context.engine.catalog)
    return pageOf(typesSeenBy(call, workspaceId, context), query, showEventType)
  },
})
