import type { RequestError } from '../../domain/errors.ts'
import { statusOfError } from '../../http/error-status.ts'
import type { ErrorAnswer } from '../../http/surface.ts'

/** `{"error":{"code","message","details"?}}`; `details` names the field, and what stood there. */
export function renderStandardError(error: RequestError): ErrorAnswer {
  const { code, message, field, value } = error
  const details = field === null ? {} : { details: { field, value } }
  return { status: statusOfError[code], body: { error: { code, message, ...details } } }
}
