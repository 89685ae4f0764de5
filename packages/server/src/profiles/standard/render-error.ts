import { Type } from 'typebox'
import type { RequestError } from '../../domain/errors.ts'
import { statusOfError } from '../../http/error-status.ts'
import type { ErrorAnswer } from '../../http/surface.ts'
import { answerObject } from './schemas.ts'

/** What programs have to tell apart although it has one code. */
const toldReasons = new Set<string | null>([
  'link_unknown',
  'link_used',
  'link_expired',
  'link_revoked',
  'portal_session_ended',
  'missing_capability',
])

/**
 * `{"error":{"code","message","reason"?,"details"?}}`; `details` names the field, and what stood
 * there.
 */
export function renderStandardError(error: RequestError): ErrorAnswer {
  const { code, message, reason, field, value } = error
  const told = toldReasons.has(reason) ? { reason } : {}
  const details = field === null ? {} : { details: { field, value } }
  return { status: statusOfError[code], body: { error: { code, message, ...told, ...details } } }
}

export const standardErrorSchema = answerObject(
  {
    error: answerObject({
      code: Type.Enum(Object.keys(statusOfError), { description: 'For programs.' }),
      message: Type.String({ description: 'For people: a sentence that says what to do.' }),
      reason: Type.Optional(
        Type.String({
          description: 'Which of several, for programs, where portals are concerned.',
          examples: ['link_used'],
        }),
      ),
      details: Type.Optional(
        answerObject({
          field: Type.String({ description: 'The field at fault.', examples: ['events[2]'] }),
          value: Type.Optional(Type.Unknown({ description: 'What stood there, if it is short.' })),
        }),
      ),
    }),
  },
  { title: 'Error' },
)
