import { Type } from 'typebox'
import { parsePublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { cursorAnswer, cursorPageOf, cursorQuery, readCursorPage } from '../paging.ts'
import { closedObject, idOf, workspaceField } from '../schemas.ts'
import { workspaceNamed } from '../workspace-query.ts'
import { recoverySchema, showRecovery } from './recovery-schema.ts'

export const listRecoveriesRoute = defineRoute({
  method: 'GET',
  path: '/v1/recoveries',
  operationId: 'listRecoveries',
  tag: 'Recoveries',
  summary: 'List recoveries',
  description: 'Newest first.',
  scope: 'read',
  portal: 'read',
  query: closedObject({
    ...cursorQuery,
    webhook: Type.Optional(idOf('webhook', 'Only recoveries of this webhook.')),
    workspace: workspaceField,
  }),
  answer: {
    status: 200,
    description: 'A page of recoveries.',
    schema: cursorAnswer(recoverySchema),
  },
  async handle({ caller, query }, { engine, store }) {
    const { id: workspaceId } = workspaceNamed(caller, query.workspace, engine.catalog)
    const webhookId = query.webhook === undefined ? null : parsePublicId('webhook', query.webhook)
    const list = JSON.stringify(['recoveries', workspaceId, query.webhook ?? null])
    const { before, limit } = readCursorPage(list, query)
    // An id of another form names no webhook, and a webhook that is none has no recoveries.
    const namesNone = query.webhook !== undefined && webhookId === null
    const page = { before, limit: limit + 1 }
    const items = namesNone ? [] : await store.listRecoveries(workspaceId, { webhookId }, page)
    return cursorPageOf(list, { items, limit }, showRecovery)
  },
})
