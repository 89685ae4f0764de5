import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { createWorkspace } from '../../../management/create-workspace.ts'
import { closedObject } from '../schemas.ts'
import { showWorkspace, workspaceFields, workspaceSchema } from './workspace-schema.ts'

export const createWorkspaceRoute = defineRoute({
  method: 'POST',
  path: '/v1/workspaces',
  operationId: 'createWorkspace',
  tag: 'Workspaces',
  summary: 'Create a workspace',
  description: 'Needs a key of the server.',
  scope: 'admin',
  body: closedObject({
    name: workspaceFields.name,
    default_profile: Type.Optional(workspaceFields.default_profile),
    open_catalogue: Type.Optional(workspaceFields.open_catalogue),
  }),
  answer: { status: 201, description: 'The new workspace.', schema: workspaceSchema },
  async handle({ caller, body }, context) {
    assertServerKey(caller)
    const workspace = await createWorkspace(
      context,
      {
        name: body.name,
        ...(body.default_profile === undefined ? {} : { defaultProfile: body.default_profile }),
        ...(body.open_catalogue === undefined ? {} : { openCatalogue: body.open_catalogue }),
      },
      caller,
    )
    return showWorkspace(workspace)
  },
})
