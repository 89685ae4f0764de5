import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { deleteEventType } from '../../../management/delete-event-type.ts'
import { findOwnEventType } from '../../../management/put-event-type.ts'
import { answerObject } from '../schemas.ts'
import { catalogueOf, catalogueQuery, eventTypeName } from './event-type-schema.ts'

export const deleteEventTypeRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/event-types/{name}',
  operationId: 'deleteEventType',
  tag: 'Event types',
  summary: 'Delete an event type',
  description: 'Only one that was added: what a profile documents stays. Webhooks are not changed.',
  scope: 'admin',
  params: { name: 'The type’s name: `invoice.paid`' },
  query: catalogueQuery,
  answer: {
    status: 200,
    description: 'It is gone.',
    schema: answerObject({ name: eventTypeName, deleted: Type.Boolean() }),
  },
  refusals: ['not_found'],
  async handle({ caller, params, query }, context) {
    const workspaceId = catalogueOf(caller, query.workspace, context.engine.catalog)
    const found = findOwnEventType(context, workspaceId, params.name)
    if (found === undefined) throw notFound('event type')
    await deleteEventType(context, found, caller)
    return { name: found.name, deleted: true }
  },
})
