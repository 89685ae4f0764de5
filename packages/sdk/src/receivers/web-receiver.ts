import { readWebBody } from './read-web-body.ts'
import { type Answer, createReceiver, tooLarge, unreadable } from './receiver.ts'
import type { ReceiverOptions, WaitUntil } from './receiver-options.ts'

export interface WebReceiver {
  readonly receive: (request: Request, waitUntil?: WaitUntil) => Promise<Response>
  readonly idle: () => Promise<void>
}

/** The receiver for everything that speaks `Request` and `Response`. */
export function createWebReceiver<Events extends object>(
  options: ReceiverOptions<Events>,
): WebReceiver {
  const { maxBodyBytes, receive, idle } = createReceiver(options)

  async function answer(request: Request, waitUntil?: WaitUntil): Promise<Answer> {
    if (request.bodyUsed) {
      throw new TypeError(
        'The body of this request was read before: give the receiver a request that nobody has ' +
          'called json() or text() on, because the signature is over the raw bytes',
      )
    }
    const body = await readWebBody(request, maxBodyBytes)
    if (body === 'too_large') return tooLarge
    if (body === 'unreadable') return unreadable
    return receive({ headers: request.headers, body }, waitUntil)
  }

  return {
    idle,
    async receive(request, waitUntil) {
      if (request.method !== 'POST') {
        return new Response('Webhooks arrive by POST', { status: 405, headers: { allow: 'POST' } })
      }
      const { status, text } = await answer(request, waitUntil)
      return new Response(text, { status })
    },
  }
}
