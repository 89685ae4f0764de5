import { createPosthornClient, PosthornError, type PosthornClient } from '@posthorn/sdk/client'
import { portalId } from './portal.ts'

/** Says which of the browser's sessions asks, and that one of the server's own pages does. */
export const sessionHeaders = { 'posthorn-session': portalId ?? '1' }

/**
 * The server that this page came from; a cookie says who asks.
 *
 * @param fetch - in place of the browser's own
 */
export function connect(fetch?: typeof globalThis.fetch): PosthornClient {
  const url = window.location.origin
  return createPosthornClient({ url, key: null, session: portalId ?? undefined, fetch })
}

export const posthorn = connect()

/** For signing in as an operator. */
export async function signInByName(name: string, password: string): Promise<void> {
  await posthorn.session.open({ name, password })
}

/** For signing in: with a key, which is forgotten as soon as the session is open. */
export async function signIn(key: string): Promise<void> {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    const message = 'An API key has neither spaces nor letters with accents. Copy it once more.'
    throw new PosthornError('unauthorized', message)
  }
  await createPosthornClient({ url: window.location.origin, key }).session.open()
}
