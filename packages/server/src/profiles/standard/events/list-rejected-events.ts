import { defineRoute } from '../../../http/route.ts'
import { cursorAnswer, cursorPageOf, cursorQuery, readCursorPage } from '../paging.ts'
import { closedObject, workspaceField } from '../schemas.ts'
import { workspaceNamed } from '../workspace-query.ts'
import { rejectedEventSchema, showRejectedEvent } from './event-schema.ts'

export const listRejectedEventsRoute = defineRoute({
  method: 'GET',
  path: '/v1/rejected-events',
  operationId: 'listRejectedEvents',
  tag: 'Events',
  summary: 'List rejected events',
  description:
    'Events that were published inside a database transaction and turned out not to fit, newest first. They went to nobody.',
  scope: 'read',
  query: closedObject({ ...cursorQuery, workspace: workspaceField }),
  answer: {
    status: 200,
    description: 'A page of events.',
    schema: cursorAnswer(rejectedEventSchema),
  },
  async handle({ caller, query }, { engine, store }) {
    const { id: workspaceId } = workspaceNamed(caller, query.workspace, engine.catalog)
    const list = JSON.stringify(['rejected-events', workspaceId])
    const { before, limit } = readCursorPage(list, query)
    const items = await store.listRejectedEvents(workspaceId, { before, limit: limit + 1 })
    return cursorPageOf(list, { items, limit }, showRejectedEvent)
  },
})
