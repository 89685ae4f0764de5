import { Type, type Static } from 'typebox'
import { describeFailure } from '../../../domain/outcome.ts'
import type { Finish } from '../../../domain/settlement.ts'
import { formatEventId, formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import type { DeliveryView } from '../../../stores/delivery-store.ts'
import { answerObject, idOf, nullable, oneOf, timestamp } from '../schemas.ts'

export const deliveryFields = {
  id: idOf('delivery', 'The delivery.'),
  event_id: idOf('event', 'The event, the same in every delivery of it.'),
  status: oneOf(['pending', 'success', 'failed'], {
    description:
      '`pending` while an attempt is due; `failed` when it ended without a 2xx: attempts spent, or canceled because the webhook was switched off or deleted.',
  }),
  status_code: nullable(Type.Integer(), {
    description: 'Of the latest answer; null when there was none.',
    examples: [200],
  }),
  attempts: Type.Integer({ description: 'Requests made so far.' }),
  delivered_at: Type.Optional(timestamp('When it arrived; only on success.')),
  error: Type.Optional(
    Type.String({
      description: 'What went wrong with the latest attempt.',
      examples: ['Connection timeout'],
    }),
  ),
}

/** [seed] These fields in this order. */
export const deliverySchema = answerObject(deliveryFields, {
  title: 'Delivery',
  description: 'One event on its way to one webhook.',
})

export type ShownDelivery = Static<typeof deliverySchema>

type Shown = Pick<
  DeliveryView,
  | 'id'
  | 'eventId'
  | 'isTest'
  | 'status'
  | 'attempts'
  | 'lastAttempt'
  | 'lastStatus'
  | 'reason'
  | 'finishedAtMs'
>

export function showDelivery(delivery: Shown): ShownDelivery {
  const { id, eventId, isTest, status, attempts, lastStatus, finishedAtMs } = delivery
  const error = errorOf(delivery)
  return {
    id: formatPublicId('delivery', id),
    event_id: formatEventId({ id: eventId, isTest }),
    status: status === 'canceled' ? 'failed' : status,
    status_code: lastStatus,
    attempts,
    ...(status === 'success' && finishedAtMs !== null
      ? { delivered_at: formatTimestamp(finishedAtMs) }
      : {}),
    ...(status === 'success' || error === null ? {} : { error }),
  }
}

/** A delivery that ended just now, before any list has it. */
export function showSettled(end: Finish): ShownDelivery {
  const { delivery, attempt, status, attempts, reason, finishedAtMs } = end
  return showDelivery({
    id: delivery.id,
    eventId: delivery.event.id,
    isTest: delivery.event.isTest,
    status,
    attempts,
    lastAttempt: attempt,
    lastStatus: attempt?.outcome.kind === 'answered' ? attempt.outcome.status : null,
    reason,
    finishedAtMs,
  })
}

function errorOf({ lastAttempt, reason }: Shown): string | null {
  return (lastAttempt && describeFailure(lastAttempt.outcome)) ?? reason
}
