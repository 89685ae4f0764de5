import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { longestEventTypeName } from '../../../domain/event-type.ts'
import { defineRoute } from '../../../http/route.ts'
import { parseTimestamp } from '../../../http/timestamps.ts'
import { longestChannel } from '../../../management/channel-names.ts'
import { cursorAnswer, cursorPageOf, cursorQuery, readCursorPage } from '../paging.ts'
import { closedObject, workspaceField } from '../schemas.ts'
import { workspaceNamed } from '../workspace-query.ts'
import { listedEventSchema, showListedEvent } from './event-schema.ts'

const timeQuery = (description: string) =>
  Type.Optional(Type.String({ description, examples: ['2026-01-15T12:30:00Z'] }))

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
  async handle({ apiKey, query }, { engine, store }) {
    const { id: workspaceId } = workspaceNamed(apiKey, query.workspace, engine.catalog)
    const { type, channel, from, to } = query
    const filter = {
      type: type ?? null,
      channel: channel ?? null,
      fromMs: timeOf('from', from),
      toMs: timeOf('to', to),
    }
    const list = JSON.stringify(['events', workspaceId, filter])
    const { before, limit } = readCursorPage(list, query)
    const items = await store.listEvents(workspaceId, filter, { before, limit: limit + 1 })
    return cursorPageOf(list, { items, limit }, showListedEvent)
  },
})

function timeOf(field: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const timeMs = parseTimestamp(text)
  if (timeMs !== null) return timeMs
  throw new RequestError(
    'validation_error',
    `\`${field}\` has to be a time like 2026-01-15T12:30:00Z, with its offset.`,
    { field, value: text.slice(0, 64) },
  )
}
