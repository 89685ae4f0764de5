import { defineRoute } from '../../../http/route.ts'
import { assertEventTypeName, putEventType } from '../../../management/put-event-type.ts'
import { closedObject } from '../schemas.ts'
import {
  assertMaySetSchema,
  catalogueField,
  catalogueOf,
  eventTypeFields,
  eventTypeSchema,
  showEventType,
} from './event-type-schema.ts'

export const putEventTypeRoute = defineRoute({
  method: 'PUT',
  path: '/v1/event-types/{name}',
  operationId: 'putEventType',
  tag: 'Event types',
  summary: 'Add or replace an event type',
  description: 'Fields that are left out are emptied.',
  scope: 'admin',
  params: { name: 'The type’s name: `invoice.paid`' },
  body: closedObject({ ...catalogueField, ...eventTypeFields }),
  answer: { status: 200, description: 'The type as it is now.', schema: eventTypeSchema },
  refusals: ['not_found'],
  async handle({ caller, params, body }, context) {
    const { name } = params
    assertEventTypeName(name)
    assertMaySetSchema(caller, body.schema)
    const workspaceId = catalogueOf(caller, body.workspace, context.engine.catalog)
    const { description = '', schema = null, example = null } = body
    const type = await putEventType(
      context,
      { workspaceId, name, description, schema, example, mayReplace: true },
      caller,
    )
    return showEventType({ origin: workspaceId === null ? 'server' : 'workspace', type })
  },
})
