import { createPosthornClient, type PosthornClient } from '@posthorn/sdk/client'
import type { FastifyPluginCallback } from 'fastify'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppFactory } from '../api/app-factory.ts'
import { loadSecrets } from '../config/secrets.ts'
import { createOperatorKey } from '../management/operator-key.ts'
import { createFastifyPlugin } from './fastify-plugin.ts'
import { createFetchHandler } from './fetch-handler.ts'
import { createNodeHandler } from './node-handler.ts'
import { readOptions, type PosthornOptions } from './posthorn-options.ts'
import { createPublish, type Publish } from './publish.ts'

/** Posthorn in this process: what it sends with, and its HTTP surface for a server that exists. */
export interface Posthorn extends AsyncDisposable {
  /**
   * Publishes an event. Resolves once it is durable: or, with a `client`, once it is part of the
   * transaction which that is in, and is sent after this has committed, or not at all. Rejects with a
   * PosthornError that says what is wrong with the event.
   *
   * @example
   * await posthorn.publish({ workspace, type: 'user.created', data: { id } }, { client })
   */
  readonly publish: Publish
  /** Everything else: the API at `/v1` with all rights, called within this process. */
  readonly api: PosthornClient
  /**
   * Answers a request to Posthorn's HTTP surface, for Hono, Next and whatever else speaks `fetch`.
   * Callers show an API key, as they do to a server of its own.
   */
  readonly fetch: (request: Request) => Promise<Response>
  /** The same for `node:http` and Express. The body must not have been read. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  /** The same as a plugin: `app.register(posthorn.fastify)`. */
  readonly fastify: FastifyPluginCallback
  /** Finishes attempts that are under way, gives the rest back to the store, and closes it. */
  stop(): Promise<void>
}

/** What no network ever sees: the client's calls stay in this process. */
const inProcess = 'http://posthorn.internal'

export async function startPosthorn(
  createApp: AppFactory,
  options: PosthornOptions,
): Promise<Posthorn> {
  const { config, environment, pathPrefix, log } = readOptions(options, process.cwd())
  const secrets = loadSecrets(environment, config.dataDir)
  const adminKey = randomBytes(32).toString('hex')
  const app = await createApp({ config, secrets: { ...secrets, adminKey }, log })
  await app.start()
  const { http, context } = app
  const callInProcess = createFetchHandler(http, '')
  const handle = createNodeHandler(http, pathPrefix)
  let stopped: Promise<void> | null = null
  const stop = (): Promise<void> => (stopped ??= app.stop())
  return {
    publish: createPublish(context, createOperatorKey(adminKey)),
    api: createPosthornClient({
      url: inProcess,
      key: adminKey,
      fetch: (input, init) => callInProcess(new Request(input, init)),
    }),
    fetch: createFetchHandler(http, pathPrefix),
    handle,
    fastify: createFastifyPlugin(handle, pathPrefix),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
