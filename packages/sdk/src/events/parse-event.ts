import { bytesOf, type RawBody } from '../signature/raw-body.ts'
import type { AnyEvents, WebhookEvent, WebhookEventOf } from './webhook-event.ts'

/** A body that is no event, though its signature may be good. */
export class EventFormatError extends Error {
  override readonly name = 'EventFormatError'
}

/**
 * The event in a body that was verified before. The types are the caller's claim about the sender:
 * the envelope is checked, `data` is not. Throws an {@link EventFormatError}.
 *
 * @example
 * const event = parseEvent<Events>(body)
 * if (event.type === 'user.created') greet(event.data.name)
 */
export function parseEvent<Events extends object = AnyEvents>(
  body: RawBody,
): WebhookEventOf<Events> {
  // The caller's claim; see above.
  return eventFromPayload(parseJson(body)) as WebhookEventOf<Events>
}

export function parseJson(body: RawBody): unknown {
  const bytes = bytesOf(body)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new EventFormatError('The body is not JSON', { cause })
  }
}

/**
 * Checks the envelope. Other senders of Standard Webhooks write `timestamp` for `created_at`, and
 * have the id in the signed header only: `signedId` stands in for it.
 */
export function eventFromPayload(payload: unknown, signedId?: string): WebhookEvent {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new EventFormatError('The body is not a JSON object')
  }
  const fields: Readonly<Record<string, unknown>> = { ...payload }
  return {
    ...fields,
    id: textField('id', fields['id'] ?? signedId),
    type: textField('type', fields['type']),
    created_at: textField('created_at', fields['created_at'] ?? fields['timestamp']),
    data: fields['data'],
  }
}

function textField(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new EventFormatError(`The body has no ${name}, or it is not a text`)
}
