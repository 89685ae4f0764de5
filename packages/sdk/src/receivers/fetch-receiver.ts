import type { AnyEvents } from '../events/webhook-event.ts'
import type { ReceiverOptions, WaitUntil } from './receiver-options.ts'
import { createWebReceiver } from './web-receiver.ts'

export interface FetchReceiver {
  /** The second argument may be Cloudflare's context; any other is let be. */
  (request: Request, context?: unknown): Promise<Response>
  /** Resolves when all work that `answerFirst` put off is done. */
  readonly idle: () => Promise<void>
}

/**
 * A handler for `Deno.serve`, `Bun.serve`, Cloudflare Workers and everything else that calls
 * `(request: Request) => Promise<Response>`. It rejects only for mistakes in the calling code.
 *
 * @example
 * const receive = fetchReceiver<Events>({ secret, handle: (event) => save(event) })
 * Deno.serve(receive)
 * export default { fetch: (request, env, context) => receive(request, context) } // Cloudflare
 */
export function fetchReceiver<Events extends object = AnyEvents>(
  options: ReceiverOptions<Events>,
): FetchReceiver {
  const { receive, idle } = createWebReceiver(options)
  return Object.assign(
    (request: Request, context?: unknown) => receive(request, waitUntilOf(context)),
    { idle },
  )
}

function waitUntilOf(context: unknown): WaitUntil | undefined {
  if (!hasWaitUntil(context)) return undefined
  return (work) => context.waitUntil(work)
}

function hasWaitUntil(context: unknown): context is { waitUntil: WaitUntil } {
  return (
    typeof context === 'object' &&
    context !== null &&
    'waitUntil' in context &&
    typeof context.waitUntil === 'function'
  )
}
