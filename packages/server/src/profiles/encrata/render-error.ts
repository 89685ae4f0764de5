import { Type } from 'typebox'
import type { RequestError } from '../../domain/errors.ts'
import { formatPath } from '../../domain/json/json-path.ts'
import { statusOfError } from '../../http/error-status.ts'
import type { ErrorAnswer } from '../../http/surface.ts'

/** The product's table of statuses has no 415. */
const statusOf = { ...statusOfError, unsupported_media_type: 400 } as const

/** `{"error":"webhook not found"}` */
export function renderEncrataError(error: RequestError): ErrorAnswer {
  return { status: statusOf[error.code], body: { error: messageOf(error) } }
}

export const encrataErrorSchema = Type.Object({ error: Type.String() }, { title: 'Error' })

function messageOf(error: RequestError): string {
  switch (error.code) {
    case 'validation_error':
      return faultOf(error)
    case 'unauthorized':
      return 'unauthorized'
    case 'not_found':
      return error.missing === null ? 'not found' : `${error.missing} not found`
    case 'method_not_allowed':
      return 'method not allowed'
    case 'payload_too_large':
      return 'request body too large'
    case 'unsupported_media_type':
      return 'Content-Type must be application/json'
    case 'rate_limited':
      return 'Rate limit exceeded. Please try again later.'
    case 'forbidden':
    case 'conflict':
    case 'unavailable':
    case 'internal_error':
      return error.message
  }
}

function faultOf({ reason, value, message, misfits }: RequestError): string {
  if (reason === 'https_required') return 'URL must use HTTPS'
  if (reason === 'unknown_event_type') return `invalid event: ${value}`
  const [misfit] = misfits
  // What is wrong with JSON itself is told best with its place, as the sentence does.
  if (misfit === undefined || misfit.keyword === 'json') return message
  const { path, keyword, problem } = misfit
  const [field] = path
  if (field === undefined) return `request body ${problem}`
  const isEmpty = keyword === 'required' || keyword === 'minLength' || keyword === 'minItems'
  if (path.length === 1 && (isEmpty || value === null)) return `${nameOf(field)} is required`
  return `${formatPath(path)} ${problem}`
}

function nameOf(field: string | number): string {
  return field === 'events' ? 'at least one event' : String(field)
}
