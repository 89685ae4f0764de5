import { createApp } from './app.ts'
import { startPosthorn, type Posthorn as RunningPosthorn } from './embed/start-posthorn.ts'
import type { PosthornOptions } from './embed/posthorn-options.ts'

/*
 * The way into this package for a program that runs Posthorn in its own process: what is exported
 * here is what it may import from `posthorn`.
 */
export type { PosthornOptions } from './embed/posthorn-options.ts'
export type { PublishOptions } from './embed/publish.ts'
export { PosthornError } from '@posthorn/sdk/client'

/** A Posthorn in this process. */
export type Posthorn = RunningPosthorn

export const Posthorn = {
  /**
   * Opens the data, takes over what an earlier run left, and begins to send.
   *
   * Rejects with a sentence that says what to mend when an option is wrong, the master key does not
   * fit, or another process uses the data directory.
   *
   * @example
   * const posthorn = await Posthorn.start({ dataDir: '/var/lib/posthorn' })
   * await posthorn.publish({ workspace, type: 'user.created', data: { id: 'user_123' } })
   */
  start: (options: PosthornOptions = {}): Promise<Posthorn> => startPosthorn(createApp, options),
}
