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
  const session = await exchange(id, secret)
  forgetPortalSecret()
  try {
    return await posthorn.session.get()
  } catch (error) {
    if (isSignedOut(error)) throw new CookieRefusedError('The cookie was not kept.')
    // The network went in between: pages say so, and try again.
    return session
  }
}

async function exchange(id: string, secret: string): Promise<Session> {
  try {
    return await posthorn.portalLinks.openSession(id, secret)
  } catch (error) {
    // Else it is worth another try.
    if (isForGood(error)) forgetPortalSecret()
    throw error
  }
}

function isForGood(error: unknown): boolean {
  return error instanceof PosthornError && error.status !== undefined && error.status < 429
}
