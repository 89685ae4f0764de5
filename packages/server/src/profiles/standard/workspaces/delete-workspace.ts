import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { deleteWorkspace } from '../../../management/delete-workspace.ts'
import { answerObject, idOf } from '../schemas.ts'
import { findWorkspace } from './workspace-schema.ts'

const answerSchema = answerObject({
  id: idOf('workspace', 'What was deleted.'),
  deleted: Type.Boolean(),
  erasure: Type.Optional(idOf('erasure', 'What removes its data: `GET /v1/erasures/{id}`.')),
})

export const deleteWorkspaceRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/workspaces/{id}',
  operationId: 'deleteWorkspace',
  tag: 'Workspaces',
  summary: 'Delete a workspace',
  description:
    'Deletes its webhooks and revokes its keys at once, and erases everything it holds in the background: events, deliveries, what profiles keep. Needs a key of the server.',
  scope: 'admin',
  params: { id: 'The workspace: `ws_…`' },
  answer: { status: 200, description: 'It is gone.', schema: answerSchema },
  refusals: ['not_found', 'conflict'],
  async handle({ caller, params }, context) {
    assertServerKey(caller)
    const workspace = findWorkspace(caller, params.id, context.engine.catalog)
    const erasure = await deleteWorkspace(context, workspace, caller)
    return {
      id: formatPublicId('workspace', workspace.id),
      deleted: true,
      ...(erasure === null ? {} : { erasure: formatPublicId('erasure', erasure.id) }),
    }
  },
})
