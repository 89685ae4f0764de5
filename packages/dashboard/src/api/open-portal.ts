import type { Session } from '@posthorn/sdk/client'
import { PosthornError } from '@posthorn/sdk/client'
import { posthorn } from './client.ts'
import { isSignedOut } from './describe-error.ts'
import { forgetPortalSecret } from './portal-secret.ts'

/** The link was exchanged, but the browser has not kept what it got for it. */
export class CookieRefusedError extends Error {
  override readonly name = 'CookieRefusedError'
}

/**
 * Exchanges a link for its session, which works once. Throws a `PosthornError` when it is refused, and
 * a {@link CookieRefusedError}.
 */
export async function openPortal(id: string, secret: string): Promise<Session> {
  try {
    await posthorn.portalLinks.openSession(id, secret)
  } catch (error) {
    // Whether it was exchanged is not known: another try will tell.
    if (isForGood(error)) forgetPortalSecret()
    throw error
  }
  forgetPortalSecret()
  try {
    return await posthorn.session.get()
  } catch (error) {
    throw isSignedOut(error) ? new CookieRefusedError('The cookie was not kept.') : error
  }
}

function isForGood(error: unknown): boolean {
  return error instanceof PosthornError && error.status !== undefined && error.status < 429
}
