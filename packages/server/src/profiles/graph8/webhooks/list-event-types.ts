import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { rulesOf } from '../../../management/webhook-fields.ts'

export const listEventTypesRoute = defineRoute({
  method: 'GET',
  path: '/api/v1/webhooks/events',
  operationId: 'listEventTypes',
  tag: 'Webhooks',
  summary: 'List the types of events',
  scope: 'read',
  answer: {
    status: 200,
    description: 'Those that a webhook may subscribe to.',
    schema: Type.Object({ data: Type.Array(Type.Object({ event: Type.String() })) }),
  },
  async handle({ surface }, context) {
    const { eventTypes } = rulesOf(context, surface.name)
    return { data: eventTypes.map(({ name }) => ({ event: name })) }
  },
})
