import { Type } from 'typebox'
import { openOperatorSession } from '../../../http/operator-session.ts'
import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { longestPassword } from '../../../management/operators/password-rules.ts'
import { updateOperator } from '../../../management/operators/update-operator.ts'
import { closedObject } from '../schemas.ts'
import { findOperator } from './find-operator.ts'
import { nameField, operatorSchema, passwordField, showOperator } from './operator-schema.ts'

export const updateOperatorRoute = defineRoute({
  method: 'PATCH',
  path: '/v1/operators/{id}',
  operationId: 'updateOperator',
  tag: 'Operators',
  summary: 'Change an operator',
  description:
    'Fields that are left out keep their value. A new password ends all sessions of the operator at once, apart from that of the browser in which they changed it themselves. Needs a key of the server, or an operator.',
  scope: 'admin',
  params: { id: 'The operator: `operator_…`' },
  body: closedObject({
    name: Type.Optional(nameField),
    password: Type.Optional(passwordField),
    current_password: Type.Optional(
      Type.String({
        maxLength: longestPassword,
        description: 'Needed from operators who change their own password.',
      }),
    ),
  }),
  answer: { status: 200, description: 'The operator as they are now.', schema: operatorSchema },
  refusals: ['not_found', 'conflict', 'unavailable'],
  async handle({ caller, params, body, request, reply }, context) {
    assertServerKey(caller)
    const { id } = findOperator(context.engine.catalog, params.id)
    const { name, password, current_password: currentPassword } = body
    const wanted = { id, name, password, currentPassword }
    const operator = await updateOperator(context, wanted, caller)
    if (caller.id === id && password !== undefined) {
      reply.header('Set-Cookie', openOperatorSession(context, operator, request).cookies)
    }
    return showOperator(operator)
  },
})
