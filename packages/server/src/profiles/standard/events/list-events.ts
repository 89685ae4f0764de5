import { Type } from 'typebox'
import { longestEventTypeName } from '../../../domain/event-type.ts'
import { defineRoute } from '../../../http/route.ts'
import { longestChannel } from '../../../management/channel-names.ts'
import { cursorAnswer, cursorPageOf, cursorQuery, readCursorPage } from '../paging.ts'
import { closedObject, workspaceField } from '../schemas.ts'
import { readTimeQuery, timeQuery } from '../time-query.ts'
import { workspaceNamed } from '../workspace-query.ts'
import { listedEventSchema, showListedEvent } from './event-schema.ts'

export const listEventsRoute = defineRoute({
  method: 'GET',
  path: '/v1/events',
  operationId: 'listEvents',
  tag: 'Events',
  summary: 'List events',
  description: 'Newest first.',
  scope: 'read',
  query: closedObject({
    ...cursorQuery,
    type: Type.Optional(
      Type.String({ maxLength: longestEventTypeName, description: 'Only events of this type.' }),
    ),
    channel: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: longestChannel,
        description: 'Only events that were published to this channel.',
      }),
    ),
    from: timeQuery('Only events that were accepted then or later.'),
    to: timeQuery('Only events that were accepted before.'),
    workspace: workspaceField,
  }),
  answer: {
    status: 200,
    description: 'A page of events.',
    schema: cursorAnswer(listedEventSchema),
  },
  async handle({ caller, query }, { engine, store }) {
    const { id: workspaceId } = workspaceNamed(caller, query.workspace, engine.catalog)
    const { type, channel, from, to } = query
    const filter = {
      type: type ?? null,
      channel: channel ?? null,
      fromMs: readTimeQuery('from', from),
      toMs: readTimeQuery('to', to),
    }
    const list = JSON.stringify(['events', workspaceId, filter])
    const { before, limit } = readCursorPage(list, query)
    const items = await store.listEvents(workspaceId, filter, { before, limit: limit + 1 })
    return cursorPageOf(list, { items, limit }, showListedEvent)
  },
})
