import { Type } from 'typebox'
import { longestEventTypeName } from '../../../domain/event-type.ts'
import { formatCursor } from '../../../http/cursor.ts'
import { defineRoute } from '../../../http/route.ts'
import { longestChannel } from '../../../management/channel-names.ts'
import { cursorAnswer, cursorPageOf, cursorQuery, readCursorPage } from '../paging.ts'
import { anyWorkspaceField, closedObject } from '../schemas.ts'
import { readTimeQuery, timeQuery } from '../time-query.ts'
import { workspaceNamedIfAny } from '../workspace-query.ts'
import { listedEventSchema, showListedEvent } from './event-schema.ts'

export const listEventsRoute = defineRoute({
  method: 'GET',
  path: '/v1/events',
  operationId: 'listEvents',
  tag: 'Events',
  summary: 'List events',
  description:
    'Newest first. Of all workspaces, a page with `type` or `channel` may be short, or empty, although `next_cursor` says that there are older events to look at.',
  scope: 'read',
  portal: 'read',
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
    workspace: anyWorkspaceField,
  }),
  answer: {
    status: 200,
    description: 'A page of events.',
    schema: cursorAnswer(listedEventSchema),
  },
  async handle({ caller, query }, { engine, store }) {
    const workspace = workspaceNamedIfAny(caller, query.workspace, engine.catalog)
    const { type, channel, from, to } = query
    const filter = {
      type: type ?? null,
      channel: channel ?? null,
      fromMs: readTimeQuery('from', from),
      toMs: readTimeQuery('to', to),
    }
    const list = JSON.stringify(['events', workspace?.id ?? null, filter])
    const { before, limit } = readCursorPage(list, query)
    if (workspace === null) {
      const { events, searchedTo } = await store.searchEvents(filter, { before, limit })
      return {
        data: events.map(showListedEvent),
        next_cursor: searchedTo === null ? null : formatCursor(list, searchedTo),
      }
    }
    const items = await store.listEvents(workspace.id, filter, { before, limit: limit + 1 })
    return cursorPageOf(list, { items, limit }, showListedEvent)
  },
})
