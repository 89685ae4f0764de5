import { defineRoute } from '../../../http/route.ts'
import { getCredits } from '../../../management/get-credits.ts'
import { findWorkspace } from '../workspaces/workspace-schema.ts'
import { creditSchema, showCredits } from './credit-schema.ts'

export const getCreditsRoute = defineRoute({
  method: 'GET',
  path: '/v1/workspaces/{id}/credits',
  operationId: 'getCredits',
  tag: 'Credits',
  summary: 'Get the credits of a workspace',
  scope: 'read',
  params: { id: 'The workspace: `ws_…`' },
  answer: { status: 200, description: 'Its credits.', schema: creditSchema },
  refusals: ['not_found'],
  async handle({ caller, params }, context) {
    const { id } = findWorkspace(caller, params.id, context.engine.catalog)
    return showCredits(id, await getCredits(context, id))
  },
})
