import { Type } from 'typebox'
import { longestEventTypeName } from '../../../domain/event-type.ts'
import { assertStillAdmitted } from '../../../http/assert-still-admitted.ts'
import { defineRoute } from '../../../http/route.ts'
import { followEvents } from '../../../management/follow-events.ts'
import { anyWorkspaceField, closedObject } from '../schemas.ts'
import { workspaceNamedIfAny } from '../workspace-query.ts'
import { showListedEvent } from './event-schema.ts'

export const streamEventsRoute = defineRoute({
  method: 'GET',
  path: '/v1/events/stream',
  operationId: 'streamEvents',
  tag: 'Events',
  summary: 'Follow events as they are published',
  description:
    'Server-sent events: `event`, whose data is an event as the list has it, and `left-out`, when more were published in a second than are told one by one. It begins now, and ends after ten minutes: connect again, and read the list for what was missed.',
  scope: 'read',
  portal: 'read',
  query: closedObject({
    type: Type.Optional(
      Type.String({ maxLength: longestEventTypeName, description: 'Only events of this type.' }),
    ),
    workspace: anyWorkspaceField,
  }),
  answer: {
    status: 200,
    description: 'A stream.',
    contentType: 'text/event-stream',
    schema: Type.String(),
  },
  async handle({ caller, query, request, reply }, context) {
    const workspace = workspaceNamedIfAny(caller, query.workspace, context.engine.catalog)
    const followed = { workspaceId: workspace?.id ?? null, type: query.type ?? null }
    const readNew = followEvents(context, followed)
    // From here on nothing that is published is missed.
    await readNew()
    request.server.eventStreams.open(reply, context.clock, async () => {
      await assertStillAdmitted(context, caller, request)
      const { events, areSomeLeftOut } = await readNew()
      const told = events.map((event) => ({ event: 'event', data: showListedEvent(event) }))
      return areSomeLeftOut ? [{ event: 'left-out', data: {} }, ...told] : told
    })
    // The stream has taken over: nothing of this is sent.
    return ''
  },
})
