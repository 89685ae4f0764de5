import { RequestError, type ErrorCode } from '../domain/errors.ts'
import { StoreError } from '../stores/store-error.ts'

/** Whatever was thrown while a request was served, as the refusal that its caller is told. */
export function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error
  if (error instanceof StoreError) return errorOfStore(error)
  const refusal = errorOfFramework(error)
  if (refusal !== null) return refusal
  return new RequestError(
    'internal_error',
    'Something went wrong on our side. Try again, and report it with the request id if it stays.',
    { cause: error },
  )
}

function errorOfStore(error: StoreError): RequestError {
  const message =
    error.outcome === 'refused'
      ? 'Nothing was changed, because the database did not answer. Try again.'
      : 'The database did not confirm the change. Look whether it is there before you repeat it.'
  return new RequestError('unavailable', message, { retryAfterS: 1, cause: error })
}

/** Fastify's own refusals: they have a status below 500 and a code. */
function errorOfFramework(error: unknown): RequestError | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  const { statusCode } = error
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return null
  return new RequestError(codeOfStatus(statusCode), messageOf(statusCode, error), { cause: error })
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 404) return 'not_found'
  if (status === 413) return 'payload_too_large'
  if (status === 415) return 'unsupported_media_type'
  return 'validation_error'
}

function messageOf(status: number, error: Error): string {
  if (status === 404) return 'There is nothing at this path. The API is described at /docs.'
  if (status === 413) return 'The body is larger than this endpoint takes. Send less at a time.'
  if (status === 415) return 'The Content-Type header could not be read. Send "application/json".'
  return `The request could not be read: ${error.message}.`
}
