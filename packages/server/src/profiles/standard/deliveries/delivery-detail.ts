import { Type, type Static } from 'typebox'
import type { AttemptRecord } from '../../../domain/delivery.ts'
import { describeFailure } from '../../../domain/outcome.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestamp, formatTimestampOrNull } from '../../../http/timestamps.ts'
import type { DeliveryDetail } from '../../../stores/delivery-store.ts'
import { answerObject, idOf, nullable, timestamp } from '../schemas.ts'
import { deliveryFields, showDelivery } from './delivery-schema.ts'

const headersSchema = Type.Record(Type.String(), Type.String(), {
  description: 'Several headers of one name are joined by commas.',
})

const attemptSchema = answerObject({
  number: Type.Integer({ description: '1 for the first.' }),
  started_at: timestamp('When the request began.'),
  duration_ms: Type.Integer(),
  request_headers: nullable(headersSchema, {
    description: 'As sent; null when no request was made.',
  }),
  response: nullable(
    answerObject({
      status_code: Type.Integer(),
      headers: headersSchema,
      body: Type.String({ description: 'Its first 16 KiB, or 1 KiB of a success.' }),
      truncated: Type.Boolean({ description: 'Whether there was more, or it did not end.' }),
    }),
    { description: 'null when there was no answer.' },
  ),
  error: nullable(Type.String(), { description: 'What went wrong; null for a 2xx.' }),
})

export const deliveryDetailSchema = answerObject(
  {
    ...deliveryFields,
    webhook_id: idOf('webhook', 'Where it goes.'),
    event_type: Type.String(),
    created_at: timestamp('When the delivery was made.'),
    next_attempt_at: nullable(timestamp('Then'), {
      description: 'When the next attempt is due; null when it has ended, or only waits its turn.',
    }),
    retry_of: Type.Optional(idOf('delivery', 'The delivery that this one repeats.')),
    canceled_reason: Type.Optional(Type.String()),
    request_body: nullable(Type.String(), {
      description: 'The body that every attempt sends; null when it cannot be told any more.',
    }),
    attempt_log: Type.Array(attemptSchema),
  },
  { title: 'DeliveryDetail', description: 'A delivery and all of its attempts.' },
)

/** @param body - what its attempts sent; null when that is not known any more */
export function showDeliveryDetail(
  delivery: DeliveryDetail,
  body: Uint8Array | null,
): Static<typeof deliveryDetailSchema> {
  const { webhookId, eventType, createdAtMs, nextAttemptAtMs, retryOf, reason, status } = delivery
  return {
    ...showDelivery(delivery),
    webhook_id: formatPublicId('webhook', webhookId),
    event_type: eventType,
    created_at: formatTimestamp(createdAtMs),
    next_attempt_at: formatTimestampOrNull(nextAttemptAtMs),
    ...(retryOf === null ? {} : { retry_of: formatPublicId('delivery', retryOf) }),
    ...(status === 'canceled' && reason !== null ? { canceled_reason: reason } : {}),
    request_body: body === null ? null : textOf(body),
    attempt_log: delivery.allAttempts.map(showAttempt),
  }
}

function showAttempt(attempt: AttemptRecord): Static<typeof attemptSchema> {
  const { number, startedAtMs, durationMs, requestHeaders, outcome } = attempt
  return {
    number,
    started_at: formatTimestamp(startedAtMs),
    duration_ms: Math.round(durationMs),
    request_headers: requestHeaders === null ? null : readHeaders(requestHeaders),
    response:
      outcome.kind === 'answered'
        ? {
            status_code: outcome.status,
            headers: readHeaders(outcome.headers),
            body: textOf(outcome.body),
            truncated: outcome.truncated,
          }
        : null,
    error: describeFailure(outcome),
  }
}

/** `name: value` lines; a map keeps names apart that mean something to objects. */
function readHeaders(lines: string): Record<string, string> {
  const headers = new Map<string, string>()
  for (const line of lines.split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon)
    const value = line.slice(colon + 1).trim()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(headers)
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
}
