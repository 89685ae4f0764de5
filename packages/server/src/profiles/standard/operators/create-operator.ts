import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { createOperator } from '../../../management/operators/create-operator.ts'
import { closedObject } from '../schemas.ts'
import { nameField, operatorSchema, passwordField, showOperator } from './operator-schema.ts'

export const createOperatorRoute = defineRoute({
  method: 'POST',
  path: '/v1/operators',
  operationId: 'createOperator',
  tag: 'Operators',
  summary: 'Add an operator',
  description:
    'They sign in to the dashboard with this name and password, and may do everything on this server, as a key of the server with the scope `admin` may. Needs such a key, or another operator.',
  scope: 'admin',
  body: closedObject({ name: nameField, password: passwordField }),
  answer: { status: 201, description: 'The new operator.', schema: operatorSchema },
  refusals: ['conflict', 'unavailable'],
  async handle({ caller, body }, context) {
    assertServerKey(caller)
    return showOperator(await createOperator(context, body, caller))
  },
})
