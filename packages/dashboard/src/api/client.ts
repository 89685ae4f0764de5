import { createPosthornClient } from '@posthorn/sdk/client'

/** The server that this page came from; its cookie says who asks. */
export const posthorn = createPosthornClient({ url: window.location.origin, key: null })

/** For signing in: with a key, which is forgotten as soon as the session is open. */
export async function signIn(key: string): Promise<void> {
  await createPosthornClient({ url: window.location.origin, key }).session.open()
}
