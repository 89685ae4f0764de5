import { Type, type Static } from 'typebox'
import type { Operator } from '../../../domain/operator.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { longestOperatorName } from '../../../management/operators/operator-name.ts'
import { longestPassword, shortestPassword } from '../../../management/operators/password-rules.ts'
import { answerObject, idOf, timestamp } from '../schemas.ts'

export const operatorSchema = answerObject(
  {
    id: idOf('operator', 'The operator’s id.'),
    name: Type.String({ description: 'What they sign in with.', examples: ['ada'] }),
    created_at: timestamp('When they were added.'),
    password_changed_at: timestamp('When their password was set.'),
  },
  { title: 'Operator', description: 'Somebody who runs the server.' },
)

export const nameField = Type.String({
  minLength: 1,
  maxLength: longestOperatorName,
  description: 'What they sign in with; capitals do not matter there.',
})

export const passwordField = Type.String({
  minLength: shortestPassword,
  maxLength: longestPassword,
  description: `${shortestPassword} to ${longestPassword} characters, not the name, and none of those that are guessed first.`,
})

export function showOperator(operator: Operator): Static<typeof operatorSchema> {
  return {
    id: formatPublicId('operator', operator.id),
    name: operator.name,
    created_at: formatTimestamp(operator.createdAtMs),
    password_changed_at: formatTimestamp(operator.passwordChangedAtMs),
  }
}
