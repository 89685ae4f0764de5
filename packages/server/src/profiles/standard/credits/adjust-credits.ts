import { Type } from 'typebox'
import { maxCredits } from '../../../domain/credits.ts'
import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { adjustCredits } from '../../../management/change-credits.ts'
import { closedObject } from '../schemas.ts'
import { findWorkspace } from '../workspaces/workspace-schema.ts'
import { creditSchema, showCredits } from './credit-schema.ts'

export const adjustCreditsRoute = defineRoute({
  method: 'POST',
  path: '/v1/workspaces/{id}/credits/adjust',
  operationId: 'adjustCredits',
  tag: 'Credits',
  summary: 'Spend or add credits',
  description:
    'Adds `change` to the balance in one step, however many do so at once, and raises the same ' +
    'events as setting it. Spending more than is left is refused with 409 and spends nothing, so ' +
    'it can be asked for before the work is done. After a lost answer, look at the balance before ' +
    'you repeat: a repeat counts again. Needs a key of the server.',
  scope: 'publish',
  params: { id: 'The workspace: `ws_…`' },
  body: closedObject({
    change: Type.Integer({
      minimum: -maxCredits,
      maximum: maxCredits,
      description: 'What is added; below 0: spent.',
      examples: [-1],
    }),
  }),
  answer: { status: 200, description: 'The credits as they are now.', schema: creditSchema },
  refusals: ['not_found', 'conflict'],
  async handle({ caller, params, body }, context) {
    assertServerKey(caller)
    const { id } = findWorkspace(caller, params.id, context.engine.catalog)
    const credits = await adjustCredits(context, { workspaceId: id, change: body.change })
    return showCredits(id, credits)
  },
})
