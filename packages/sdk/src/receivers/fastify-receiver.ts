import type { AnyEvents } from '../events/webhook-event.ts'
import type { HeaderSource } from '../signature/header-source.ts'
import { createReceiver } from './receiver.ts'
import type { ReceiverOptions } from './receiver-options.ts'

/** What is needed of a Fastify instance, in the methods' own shapes. */
export interface FastifyScope {
  removeAllContentTypeParsers(): unknown
  addContentTypeParser(
    contentType: string,
    options: { parseAs: 'buffer'; bodyLimit: number },
    parser: (request: never, body: Uint8Array, done: FastifyParsed) => void,
  ): unknown
  post(path: string, options: { bodyLimit: number }, handler: FastifyHandler): unknown
  addHook(name: 'onClose', hook: () => Promise<void>): unknown
}

export type FastifyParsed = (error: Error | null, body?: unknown) => void

export type FastifyHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** What is needed of Fastify's request. */
export interface FastifyRequest {
  readonly headers: HeaderSource
  readonly body?: unknown
}

/** What is needed of Fastify's reply. */
export interface FastifyReply {
  code(status: number): { type(contentType: string): { send(text: string): unknown } }
}

export interface FastifyReceiverOptions<Events extends object> extends ReceiverOptions<Events> {
  /** Where the webhooks arrive, such as `/webhooks`. */
  readonly path: string
}

export interface FastifyReceiver {
  (scope: FastifyScope): Promise<void>
  /** Resolves when all work that `answerFirst` put off is done; `app.close()` awaits it too. */
  readonly idle: () => Promise<void>
}

/**
 * A plugin that adds one POST route. The body parser that leaves the bytes as they are holds in the
 * plugin's own scope: the other routes keep theirs.
 *
 * @example
 * app.register(fastifyReceiver<Events>({ path: '/webhooks', secret, handle: (event) => save(event) }))
 */
export function fastifyReceiver<Events extends object = AnyEvents>(
  options: FastifyReceiverOptions<Events>,
): FastifyReceiver {
  const { path } = options
  if (typeof path !== 'string' || path === '') throw new TypeError('path must be a route path')
  const { maxBodyBytes, receive, idle } = createReceiver(options)

  async function plugin(scope: FastifyScope): Promise<void> {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: maxBodyBytes },
      (_request, body, done) => done(null, body),
    )
    scope.addHook('onClose', idle)
    scope.post(path, { bodyLimit: maxBodyBytes }, async ({ headers, body }, reply) => {
      const { status, text } = await receive({ headers, body: rawBodyOf(body) })
      return reply.code(status).type('text/plain; charset=utf-8').send(text)
    })
  }

  return Object.assign(plugin, { idle })
}

function rawBodyOf(body: unknown): Uint8Array {
  // Fastify runs no parser for a request without a body.
  if (body === undefined || body === null) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  throw new TypeError(
    'The body of this request was parsed before the webhook receiver saw it: register the receiver ' +
      'as it is, without fastify-plugin, so that its raw body parser holds for its route',
  )
}
