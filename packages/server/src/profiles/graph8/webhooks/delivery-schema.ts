import { Type, type Static } from 'typebox'
import { describeFailure } from '../../../domain/outcome.ts'
import { formatNaiveTimestamp } from '../../../http/timestamps.ts'
import type { DeliveryView } from '../../../stores/delivery-store.ts'
import { formatDeliveryId } from '../public-ids.ts'

/** [seed] These fields in this order. */
export const deliverySchema = Type.Object(
  {
    id: Type.String({ examples: ['del-019a8f3b-2c4d-7e5f-8a1b-3c5d7e9f0001'] }),
    event: Type.String({ description: 'Its type.' }),
    status: Type.Enum(['success', 'failed', 'pending'], {
      description: '`pending` while an attempt is due; `failed` also when it was canceled.',
    }),
    attempts: Type.Integer({ description: 'Requests made so far.' }),
    max_attempts: Type.Integer({ description: 'Retries that follow a failed first attempt.' }),
    response_code: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Of the latest attempt; null when it was not answered.',
    }),
    error_message: Type.Union([Type.String(), Type.Null()]),
    created_at: Type.String(),
    completed_at: Type.Union([Type.String(), Type.Null()]),
  },
  { title: 'Delivery' },
)

/** @param retries - how many its webhook's schedule has */
export function showDelivery(
  delivery: DeliveryView,
  retries: number,
): Static<typeof deliverySchema> {
  const { id, eventType, status, attempts, lastAttempt, createdAtMs, finishedAtMs } = delivery
  return {
    id: formatDeliveryId(id),
    event: eventType,
    status: status === 'canceled' ? 'failed' : status,
    attempts,
    max_attempts: retries,
    response_code: lastAttempt?.outcome.kind === 'answered' ? lastAttempt.outcome.status : null,
    error_message: errorOf(delivery),
    created_at: formatNaiveTimestamp(createdAtMs),
    completed_at: finishedAtMs === null ? null : formatNaiveTimestamp(finishedAtMs),
  }
}

/** Why it was given up counts for more than what the last attempt came to. */
function errorOf({ lastAttempt, reason }: DeliveryView): string | null {
  return reason ?? (lastAttempt && describeFailure(lastAttempt.outcome))
}
