import type { AnyEvents } from '../events/webhook-event.ts'
import type { ReceiverOptions, WaitUntil } from './receiver-options.ts'
import { createWebReceiver } from './web-receiver.ts'

/** What is needed of Hono's `Context`. */
export interface HonoContext {
  readonly req: { readonly raw: Request }
  /** Throws on platforms that have none. */
  readonly executionCtx: { waitUntil(work: Promise<unknown>): void }
}

export interface HonoReceiver {
  (context: HonoContext): Promise<Response>
  /** Resolves when all work that `answerFirst` put off is done. */
  readonly idle: () => Promise<void>
}

/**
 * A handler for Hono. No middleware before it may read the body.
 *
 * @example
 * app.post('/webhooks', honoReceiver<Events>({ secret, handle: (event) => save(event) }))
 */
export function honoReceiver<Events extends object = AnyEvents>(
  options: ReceiverOptions<Events>,
): HonoReceiver {
  const { receive, idle } = createWebReceiver(options)
  return Object.assign((context: HonoContext) => receive(context.req.raw, waitUntilOf(context)), {
    idle,
  })
}

function waitUntilOf(context: HonoContext): WaitUntil | undefined {
  try {
    const { executionCtx } = context
    return (work) => executionCtx.waitUntil(work)
  } catch {
    return undefined
  }
}
