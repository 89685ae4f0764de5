import { defineRoute } from '../../../http/route.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { deleteWorkspace } from '../../../management/delete-workspace.ts'
import { deletedSchema } from '../schemas.ts'
import { findWorkspace } from './workspace-schema.ts'

export const deleteWorkspaceRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/workspaces/{id}',
  operationId: 'deleteWorkspace',
  tag: 'Workspaces',
  summary: 'Delete a workspace',
  description:
    'Deletes its webhooks, cancels what is on the way to them and revokes its keys. Needs a key of the server.',
  scope: 'admin',
  params: { id: 'The workspace: `ws_…`' },
  answer: { status: 200, description: 'It is gone.', schema: deletedSchema('workspace') },
  refusals: ['not_found', 'conflict'],
  async handle({ apiKey, params }, context) {
    assertServerKey(apiKey)
    const workspace = findWorkspace(apiKey, params.id, context.engine.catalog)
    await deleteWorkspace(context, workspace, apiKey.id)
    return { id: formatPublicId('workspace', workspace.id), deleted: true }
  },
})
