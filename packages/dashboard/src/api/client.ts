import { createPosthornClient, PosthornError } from '@posthorn/sdk/client'

/** The server that this page came from; its cookie says who asks. */
export const posthorn = createPosthornClient({ url: window.location.origin, key: null })

/** For signing in: with a key, which is forgotten as soon as the session is open. */
export async function signIn(key: string): Promise<void> {
  if (!/^[\x21-\x7e]+$/.test(key)) {
    const message = 'An API key has neither spaces nor letters with accents. Copy it once more.'
    throw new PosthornError('unauthorized', message)
  }
  await createPosthornClient({ url: window.location.origin, key }).session.open()
}
