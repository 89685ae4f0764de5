import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { deleteOperator } from '../../../management/operators/delete-operator.ts'
import { deletedSchema } from '../schemas.ts'
import { findOperator } from './find-operator.ts'

export const deleteOperatorRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/operators/{id}',
  operationId: 'deleteOperator',
  tag: 'Operators',
  summary: 'Remove an operator',
  description:
    'All their sessions end at once. Whoever is the last that can administer the server cannot be removed. Needs a key of the server, or an operator, who may remove themselves.',
  scope: 'admin',
  params: { id: 'The operator: `operator_…`' },
  answer: { status: 200, description: 'They are removed.', schema: deletedSchema('operator') },
  refusals: ['not_found', 'conflict'],
  async handle({ caller, params }, context) {
    assertServerKey(caller)
    const operator = findOperator(context.engine.catalog, params.id)
    await deleteOperator(context, operator, caller)
    return { id: formatPublicId('operator', operator.id), deleted: true }
  },
})
