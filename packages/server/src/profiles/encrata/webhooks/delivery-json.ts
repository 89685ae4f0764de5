import { Type } from 'typebox'
import { toUuid } from '../../../domain/ids.ts'
import { formatTimestamp, formatTimestampOrNull } from '../../../http/timestamps.ts'
import type { DeliveryDetail } from '../../../stores/delivery-store.ts'
import { orNull } from '../request-fields.ts'

export const deliverySchema = Type.Object(
  {
    id: Type.String(),
    webhook_id: Type.String(),
    event_type: Type.String(),
    payload: Type.Unknown({ description: 'The body as it is sent.' }),
    status: Type.Enum(['pending', 'success', 'failed'], {
      description: '`pending` while an attempt is due; `failed` also when it was canceled.',
    }),
    attempts: Type.Integer({ description: 'Requests made so far.' }),
    response_status: orNull(Type.Integer({ description: 'Of the latest attempt.' })),
    response_body: orNull(Type.String({ description: 'Of the latest attempt.' })),
    last_attempt_at: orNull(Type.String({ description: 'When it began.' })),
    created_at: Type.String(),
  },
  { title: 'Delivery' },
)

/**
 * A delivery as JSON text: its payload goes in as the bytes that are sent, so that no number is
 * read and written again.
 *
 * @param payload - null when it cannot be told any more
 */
export function deliveryJson(delivery: DeliveryDetail, payload: Uint8Array | null): string {
  const { id, webhookId, eventType, status, attempts, lastAttempt, createdAtMs } = delivery
  const answer = lastAttempt?.outcome.kind === 'answered' ? lastAttempt.outcome : null
  const before = { id: toUuid(id), webhook_id: toUuid(webhookId), event_type: eventType }
  const after = {
    status: status === 'canceled' ? 'failed' : status,
    attempts,
    response_status: answer?.status ?? null,
    response_body: answer === null ? null : Buffer.from(answer.body).toString('utf8'),
    last_attempt_at: formatTimestampOrNull(lastAttempt?.startedAtMs ?? null),
    created_at: formatTimestamp(createdAtMs),
  }
  const payloadJson = payload === null ? 'null' : Buffer.from(payload).toString('utf8')
  return `{${membersOf(before)},"payload":${payloadJson},${membersOf(after)}}`
}

function membersOf(object: object): string {
  return JSON.stringify(object).slice(1, -1)
}
