import type { AnyEvents } from '../events/webhook-event.ts'
import type { ReceiverOptions } from './receiver-options.ts'
import { createWebReceiver } from './web-receiver.ts'

export interface NextReceiver {
  (request: Request): Promise<Response>
  /** Resolves when all work that `answerFirst` put off is done. */
  readonly idle: () => Promise<void>
}

/**
 * A route handler for the app router: a file such as `app/webhooks/route.ts`. With `answerFirst`,
 * give `waitUntil: after` from `next/server`, or a serverless platform may stop before the work ends.
 *
 * @example
 * export const POST = nextReceiver<Events>({ secret, handle: (event) => save(event) })
 */
export function nextReceiver<Events extends object = AnyEvents>(
  options: ReceiverOptions<Events>,
): NextReceiver {
  const { receive, idle } = createWebReceiver(options)
  return Object.assign((request: Request) => receive(request), { idle })
}
