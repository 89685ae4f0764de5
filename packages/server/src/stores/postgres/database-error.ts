import { StoreError } from '../store-error.ts'

/** What PostgreSQL, or the way to it, says of a failure. */
interface ServerError extends Error {
  /** SQLSTATE */
  readonly code: string
  readonly severity: string
}

export const sqlState = {
  uniqueViolation: '23505',
  serializationFailure: '40001',
  deadlock: '40P01',
  lockNotAvailable: '55P03',
  invalidPassword: '28P01',
  invalidAuthorization: '28000',
  noSuchDatabase: '3D000',
  tooManyConnections: '53300',
  insufficientPrivilege: '42501',
} as const

function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    'severity' in error &&
    'code' in error &&
    typeof error.code === 'string'
  )
}

export function hasState(error: unknown, ...states: readonly string[]): boolean {
  const cause = error instanceof StoreError ? error.cause : error
  return isServerError(cause) && states.includes(cause.code)
}

/** The transaction has not begun, or has not been asked to commit: nothing of it is there. */
export function refusedBy(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  return new StoreError('refused', messageOf(error), { cause: error })
}

/**
 * What failed may have been committed. An ERROR of the server says that the transaction was rolled
 * back. Whatever ends the connection says nothing: the commit may have been done and its answer
 * lost, and a FATAL can come after a commit that was waiting for a standby.
 */
export function failedCommit(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const isRolledBack = isServerError(error) && error.severity === 'ERROR'
  return new StoreError(isRolledBack ? 'refused' : 'unknown', messageOf(error), { cause: error })
}

/** Whether the connection is good for nothing more. */
export function endsConnection(error: unknown): boolean {
  const cause = error instanceof StoreError ? (error.cause ?? error) : error
  return !isServerError(cause) || cause.severity !== 'ERROR'
}

export function messageOf(error: unknown): string {
  // A host name with two addresses that both refuse gives an AggregateError without a message.
  if (error instanceof AggregateError && error.message === '')
    return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
