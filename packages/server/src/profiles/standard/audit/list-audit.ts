import { Type } from 'typebox'
import type { Caller } from '../../../domain/caller.ts'
import type { Id } from '../../../domain/ids.ts'
import { parsePublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { notFound, reaches } from '../../../http/workspace-access.ts'
import { cursorAnswer, cursorPageOf, cursorQuery, readCursorPage } from '../paging.ts'
import { closedObject, idOf } from '../schemas.ts'
import { auditEntrySchema, showAuditEntry } from './audit-schema.ts'

export const listAuditRoute = defineRoute({
  method: 'GET',
  path: '/v1/audit',
  operationId: 'listAudit',
  tag: 'Audit log',
  summary: 'List changes',
  description:
    'Who changed what, newest first. Publishing is no change, and no secret stands here.',
  scope: 'admin',
  query: closedObject({
    ...cursorQuery,
    workspace: Type.Optional(
      idOf(
        'workspace',
        'Only changes in this workspace. A key of the server that names none sees all, those of the server itself included; another key sees its own workspace.',
      ),
    ),
  }),
  answer: {
    status: 200,
    description: 'A page of changes.',
    schema: cursorAnswer(auditEntrySchema),
  },
  refusals: ['not_found'],
  async handle({ caller, query }, { store }) {
    const workspaceId = auditedWorkspace(caller, query.workspace)
    const list = JSON.stringify(['audit', workspaceId])
    const { before, limit } = readCursorPage(list, query)
    const items = await store.listAudit(workspaceId, { before, limit: limit + 1 })
    return cursorPageOf(list, { items, limit }, showAuditEntry)
  },
})

/** null: all of them, and the server. A workspace that was deleted has a past, which the server's keys see. */
function auditedWorkspace(caller: Caller, named: string | undefined): Id | null {
  if (named === undefined) return caller.workspaceId
  const id = parsePublicId('workspace', named)
  if (id === null || !reaches(caller, id)) throw notFound('workspace')
  return id
}
