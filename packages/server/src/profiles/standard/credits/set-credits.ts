import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { setCredits } from '../../../management/change-credits.ts'
import { closedObject } from '../schemas.ts'
import { findWorkspace } from '../workspaces/workspace-schema.ts'
import { creditFields, creditSchema, showCredits } from './credit-schema.ts'

export const setCreditsRoute = defineRoute({
  method: 'PUT',
  path: '/v1/workspaces/{id}/credits',
  operationId: 'setCredits',
  tag: 'Credits',
  summary: 'Set the credits of a workspace',
  description:
    'Raises `credits.low` and `credits.exhausted` in the workspace when their line is crossed ' +
    'downwards, low first when both are. The first balance of a workspace has crossed nothing and ' +
    'raises nothing, even if it is 0. A `threshold` that is left out stays as it was; at first ' +
    'there is none. Needs a key of the server: customers do not set what they may spend.',
  scope: 'publish',
  params: { id: 'The workspace: `ws_…`' },
  body: closedObject({
    balance: creditFields.balance,
    threshold: Type.Optional(creditFields.threshold),
  }),
  answer: { status: 200, description: 'The credits as they are now.', schema: creditSchema },
  refusals: ['not_found'],
  async handle({ caller, params, body }, context) {
    assertServerKey(caller)
    const { id } = findWorkspace(caller, params.id, context.engine.catalog)
    const { balance, threshold } = body
    const credits = await setCredits(context, { workspaceId: id, balance, threshold }, caller)
    return showCredits(id, credits)
  },
})
