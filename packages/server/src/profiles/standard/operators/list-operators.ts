import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { closedObject } from '../schemas.ts'
import { operatorSchema, showOperator } from './operator-schema.ts'

export const listOperatorsRoute = defineRoute({
  method: 'GET',
  path: '/v1/operators',
  operationId: 'listOperators',
  tag: 'Operators',
  summary: 'List operators',
  description:
    'Those who sign in with a name and a password, in the order of creation. Needs a key of the server.',
  scope: 'admin',
  query: closedObject(pageQuery),
  answer: { status: 200, description: 'A page of operators.', schema: pageAnswer(operatorSchema) },
  async handle({ caller, query }, { engine }) {
    assertServerKey(caller)
    return pageOf(engine.catalog.operators(), query, showOperator)
  },
})
