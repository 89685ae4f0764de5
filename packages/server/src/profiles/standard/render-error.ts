import { Type } from 'typebox'
import type { RequestError } from '../../domain/errors.ts'
import { statusOfError } from '../../http/error-status.ts'
import type { ErrorAnswer } from '../../http/surface.ts'
import { answerObject } from './schemas.ts'

/** `{"error":{"code","message","details"?}}`; `details` names the field, and what stood there. */
export function renderStandardError(error: RequestError): ErrorAnswer {
  const { code, message, field, value } = error
  const details = field === null ? {} : { details: { field, value } }
  return { status: statusOfError[code], body: { error: { code, message, ...details } } }
}

export const standardErrorSchema = answerObject(
  {
    error: answerObject({
      code: Type.Enum(Object.keys(statusOfError), { description: 'For programs.' }),
      message: Type.String({ description: 'For people: a sentence that says what to do.' }),
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
