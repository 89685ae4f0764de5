import type { AnyEvents } from '../events/webhook-event.ts'
import { type NodeRequest, readNodeBody } from './read-node-body.ts'
import { type Answer, createReceiver, tooLarge, unreadable } from './receiver.ts'
import type { ReceiverOptions } from './receiver-options.ts'

/** What is needed of Express's `Request`. */
export interface ExpressRequest extends NodeRequest {
  readonly body?: unknown
}

/** What is needed of Express's `Response`. */
export interface ExpressResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(text: string): unknown
}

export interface ExpressReceiver {
  (request: ExpressRequest, response: ExpressResponse, next: (error?: unknown) => void): void
  /** Resolves when all work that `answerFirst` put off is done. */
  readonly idle: () => Promise<void>
}

/**
 * A handler for Express 4 and 5. The signature is over the raw bytes, so no JSON parser may run
 * before it: mount it before `express.json()`, and it reads the body itself; or put
 * `express.raw({ type: () => true, limit: '2mb' })` on its route. A body that was parsed already is
 * a TypeError to `next`.
 *
 * @example
 * app.post('/webhooks', expressReceiver<Events>({ secret, handle: (event) => save(event) }))
 * app.use(express.json()) // for the routes after it
 */
export function expressReceiver<Events extends object = AnyEvents>(
  options: ReceiverOptions<Events>,
): ExpressReceiver {
  const { maxBodyBytes, receive, idle } = createReceiver(options)

  async function answer(request: ExpressRequest): Promise<Answer> {
    const body = rawBodyOf(request) ?? (await readNodeBody(request, maxBodyBytes))
    if (body === 'too_large') return tooLarge
    if (body === 'unreadable') return unreadable
    return receive({ headers: request.headers, body })
  }

  return Object.assign(
    (request: ExpressRequest, response: ExpressResponse, next: (error?: unknown) => void) => {
      answer(request)
        .then((given) => send(response, given))
        .catch(next)
    },
    { idle },
  )
}

/** What a raw parser left; undefined when the body is still to be read. */
function rawBodyOf({ body, readableEnded }: ExpressRequest): Uint8Array | undefined {
  if (body instanceof Uint8Array) return body
  if (!readableEnded) return undefined
  throw new TypeError(
    'The body of this request was parsed before the webhook receiver saw it, and the signature is ' +
      'over the raw bytes: mount the receiver before express.json(), or use ' +
      'express.raw({ type: () => true })',
  )
}

function send(response: ExpressResponse, { status, text }: Answer): void {
  response.statusCode = status
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.end(text)
}
