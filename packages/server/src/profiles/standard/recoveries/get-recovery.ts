import { defineRoute } from '../../../http/route.ts'
import { findRecovery, recoverySchema, showRecovery } from './recovery-schema.ts'

export const getRecoveryRoute = defineRoute({
  method: 'GET',
  path: '/v1/recoveries/{id}',
  operationId: 'getRecovery',
  tag: 'Recoveries',
  summary: 'Get a recovery and how far it has come',
  scope: 'read',
  portal: 'read',
  params: { id: 'The recovery: `rec_…`' },
  answer: { status: 200, description: 'The recovery.', schema: recoverySchema },
  refusals: ['not_found'],
  async handle(call, context) {
    return showRecovery(await findRecovery(call, context))
  },
})
