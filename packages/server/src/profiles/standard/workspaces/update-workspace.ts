import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { updateWorkspace } from '../../../management/update-workspace.ts'
import { closedObject } from '../schemas.ts'
import {
  findWorkspace,
  showWorkspace,
  workspaceFields,
  workspaceSchema,
} from './workspace-schema.ts'

export const updateWorkspaceRoute = defineRoute({
  method: 'PATCH',
  path: '/v1/workspaces/{id}',
  operationId: 'updateWorkspace',
  tag: 'Workspaces',
  summary: 'Change a workspace',
  description: 'Fields that are left out stay as they are.',
  scope: 'admin',
  params: { id: 'The workspace: `ws_…`' },
  body: closedObject(
    {
      name: Type.Optional(workspaceFields.name),
      default_profile: Type.Optional(workspaceFields.default_profile),
      open_catalogue: Type.Optional(workspaceFields.open_catalogue),
    },
    { minProperties: 1 },
  ),
  answer: { status: 200, description: 'The workspace as it is now.', schema: workspaceSchema },
  refusals: ['not_found', 'conflict'],
  async handle({ caller, params, body }, context) {
    const { id } = findWorkspace(caller, params.id, context.engine.catalog)
    const change = {
      id,
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.default_profile === undefined ? {} : { defaultProfile: body.default_profile }),
      ...(body.open_catalogue === undefined ? {} : { openCatalogue: body.open_catalogue }),
    }
    return showWorkspace(await updateWorkspace(context, change, caller))
  },
})
