import { defineRoute } from '../../../http/route.ts'
import { putEventType } from '../../../management/put-event-type.ts'
import { closedObject } from '../schemas.ts'
import {
  assertMaySetSchema,
  catalogueField,
  catalogueOf,
  eventTypeFields,
  eventTypeName,
  eventTypeSchema,
  showEventType,
} from './event-type-schema.ts'

export const createEventTypeRoute = defineRoute({
  method: 'POST',
  path: '/v1/event-types',
  operationId: 'createEventType',
  tag: 'Event types',
  summary: 'Add an event type',
  description: 'A type that a profile documents may be added too, to give it a schema of its own.',
  scope: 'admin',
  body: closedObject({ ...catalogueField, name: eventTypeName, ...eventTypeFields }),
  answer: { status: 201, description: 'The new type.', schema: eventTypeSchema },
  refusals: ['not_found', 'conflict'],
  async handle({ caller, body }, context) {
    assertMaySetSchema(caller, body.schema)
    const workspaceId = catalogueOf(caller, body.workspace, context.engine.catalog)
    const { name, description = '', schema = null, example = null } = body
    const type = await putEventType(
      context,
      { workspaceId, name, description, schema, example, mayReplace: false },
      caller,
    )
    return showEventType({ origin: workspaceId === null ? 'server' : 'workspace', type })
  },
})
