import { Type } from 'typebox'
import type { RequestError } from '../../domain/errors.ts'
import { statusOfError } from '../../http/error-status.ts'
import type { ErrorAnswer } from '../../http/surface.ts'
import { notAnObject, validationDetail, validationDetailSchema } from './validation-detail.ts'

/** `{"detail":"Webhook not found"}`, or what FastAPI tells of a request that is not of the right form. */
export function renderGraph8Error(error: RequestError): ErrorAnswer {
  const status = statusOf(error)
  return { status, body: { detail: status === 422 ? faultsOf(error) : messageOf(error) } }
}

export const graph8ErrorSchema = Type.Object(
  { detail: Type.Union([Type.String(), Type.Array(validationDetailSchema)]) },
  { title: 'Error' },
)

/** 400 is for values that are of the right form and wrong all the same. */
function statusOf({ code, reason, misfits }: RequestError): number {
  if (code === 'unsupported_media_type' || misfits.length > 0) return 422
  if (reason === 'active_limit') return 400
  return statusOfError[code]
}

function faultsOf({ code, misfits }: RequestError): readonly object[] {
  // FastAPI reads no other body than JSON, and misses an object in what it gets.
  return code === 'unsupported_media_type' ? [notAnObject] : misfits.map(validationDetail)
}

function messageOf({ code, reason, limit, missing, message }: RequestError): string {
  switch (code) {
    case 'unauthorized':
      return reason === 'missing_key'
        ? 'Missing Authorization header. Use: Authorization: Bearer <api_key>'
        : 'Invalid API key. Use: Authorization: Bearer <api_key>'
    case 'not_found':
      return missing === null ? 'Not Found' : `${capitalized(missing)} not found`
    case 'method_not_allowed':
      return 'Method Not Allowed'
    case 'conflict':
      return reason === 'active_limit'
        ? `Maximum ${limit} active webhooks per organization`
        : message
    case 'rate_limited':
      return 'Rate limit exceeded. Please slow down.'
    case 'validation_error':
    case 'forbidden':
    case 'payload_too_large':
    case 'unsupported_media_type':
    case 'unavailable':
    case 'internal_error':
      return message
  }
}

function capitalized(noun: string): string {
  return noun.charAt(0).toUpperCase() + noun.slice(1)
}
