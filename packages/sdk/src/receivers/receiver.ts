import { EventFormatError, eventFromPayload, parseJson } from '../events/parse-event.ts'
import type { WebhookEvent, WebhookEventOf } from '../events/webhook-event.ts'
import { type HeaderSource, readHeader } from '../signature/header-source.ts'
import type { Verified } from '../signature/verification.ts'
import { createVerifier } from '../signature/verify.ts'
import { createBackgroundWork } from './background-work.ts'
import {
  defaultMaxBodyBytes,
  type Delivery,
  type ReceiverOptions,
  type WaitUntil,
} from './receiver-options.ts'

export interface ReceivedRequest {
  readonly headers: HeaderSource
  readonly body: string | Uint8Array
}

export interface Answer {
  readonly status: number
  /** Plain text. The sender's operator reads it in their delivery log. */
  readonly text: string
}

/** What all frameworks share: a request in, an answer out. */
export interface Receiver {
  readonly maxBodyBytes: number
  readonly receive: (request: ReceivedRequest, waitUntil?: WaitUntil) => Promise<Answer>
  /** Resolves when all work that `answerFirst` put off is done. */
  readonly idle: () => Promise<void>
}

export const tooLarge: Answer = { status: 413, text: 'The body is too large' }
export const unreadable: Answer = { status: 400, text: 'The body did not arrive whole' }

/** Throws a TypeError at once for options that can never work, such as an empty secret. */
export function createReceiver<Events extends object>(options: ReceiverOptions<Events>): Receiver {
  const { handle, alreadySeen, maxBodyBytes = defaultMaxBodyBytes } = options
  if (typeof handle !== 'function') throw new TypeError('handle must be a function')
  if (!(maxBodyBytes > 0)) throw new TypeError('maxBodyBytes must be a number above 0')
  const verifyRequest = createVerifier(options)
  const background = createBackgroundWork()
  const report = createReport(options.onError ?? console.error)

  async function receive(request: ReceivedRequest, waitUntil?: WaitUntil): Promise<Answer> {
    if (request.body.length > maxBodyBytes) return tooLarge
    const verification = await verifyRequest(request.body, request.headers)
    if (!verification.ok) return { status: 401, text: verification.message }
    try {
      const { event, delivery } = readDelivery(request, verification, options.toEvent)
      if (await alreadySeen?.(delivery.id)) return { status: 200, text: 'Already received' }
      // The types of the events are the caller's claim about the sender.
      const work = async () => void (await handle(event as WebhookEventOf<Events>, delivery))
      if (options.answerFirst) {
        background.start(() => work().catch(report), waitUntil ?? options.waitUntil)
      } else {
        await work()
      }
      return { status: 200, text: 'Received' }
    } catch (error) {
      await report(error)
      return error instanceof EventFormatError
        ? { status: 400, text: error.message }
        : { status: 500, text: 'The receiver failed' }
    }
  }

  return { maxBodyBytes, receive, idle: background.idle }
}

function readDelivery(
  { headers, body }: ReceivedRequest,
  { id, timestampS }: Verified,
  toEvent: ReceiverOptions['toEvent'],
): { event: WebhookEvent; delivery: Delivery } {
  const header = (name: string) => readHeader(headers, name)
  const payload = parseJson(body)
  const event = toEvent ? toEvent(payload, header) : eventFromPayload(payload, id)
  const rawBody = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return { event, delivery: { id: id ?? event.id, timestampS, rawBody, header } }
}

/** The last resort must not throw: a failing `onError` is written to the console. */
function createReport(onError: (error: unknown) => unknown): (error: unknown) => Promise<void> {
  return async (error) => {
    try {
      await onError(error)
    } catch (second) {
      console.error(error, second)
    }
  }
}
