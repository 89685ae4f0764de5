import { defineRoute } from '../../../http/route.ts'
import { findWorkspace, showWorkspace, workspaceSchema } from './workspace-schema.ts'

export const getWorkspaceRoute = defineRoute({
  method: 'GET',
  path: '/v1/workspaces/{id}',
  operationId: 'getWorkspace',
  tag: 'Workspaces',
  summary: 'Get a workspace',
  scope: 'read',
  portal: 'read',
  params: { id: 'The workspace: `ws_…`' },
  answer: { status: 200, description: 'The workspace.', schema: workspaceSchema },
  refusals: ['not_found'],
  async handle({ caller, params }, { engine }) {
    return showWorkspace(findWorkspace(caller, params.id, engine.catalog))
  },
})
