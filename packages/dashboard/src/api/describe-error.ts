import { PosthornError } from '@posthorn/sdk/client'

/** What went wrong, in a sentence for people. */
export function describeError(error: unknown): string {
  if (!(error instanceof PosthornError)) return 'This page has failed. Load it again.'
  if (error.code === 'network_error') return 'The server cannot be reached.'
  if (error.code === 'timeout') return 'The server did not answer in time.'
  return error.message
}

export function isNotFound(error: unknown): boolean {
  return error instanceof PosthornError && error.status === 404
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof PosthornError && error.status === 401
}
