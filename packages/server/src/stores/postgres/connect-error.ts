import { StoreError } from '../store-error.ts'
import { hasState, messageOf, sqlState } from './database-error.ts'

/** What keeps a process from its database, in words for whoever runs it. No password is in them. */
export function connectError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  return new StoreError('refused', describe(error), { cause: error })
}

function describe(error: unknown): string {
  const said = messageOf(error)
  if (hasState(error, sqlState.invalidPassword, sqlState.invalidAuthorization)) {
    return `PostgreSQL does not accept the user or the password in DATABASE_URL (${said})`
  }
  if (hasState(error, sqlState.noSuchDatabase)) {
    return `the database in DATABASE_URL does not exist (${said}): create it first`
  }
  if (hasState(error, sqlState.insufficientPrivilege)) {
    return `the user in DATABASE_URL may not do what Posthorn needs (${said})`
  }
  if (hasState(error, sqlState.tooManyConnections)) {
    return `PostgreSQL has no connection left for Posthorn (${said})`
  }
  return `PostgreSQL cannot be reached with DATABASE_URL (${said})`
}
