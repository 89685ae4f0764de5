import type { Static } from 'typebox'
import { formatPublicId } from '../../../http/public-ids.ts'
import type { DeliveryView } from '../../../stores/delivery-store.ts'
import { answerObject, idOf } from '../schemas.ts'
import { deliveryFields, showDelivery } from './delivery-schema.ts'

/** A delivery as an event shows it: there, and only there, it has to say where it goes. */
export const eventDeliverySchema = answerObject(
  { ...deliveryFields, webhook_id: idOf('webhook', 'Where it goes.') },
  { title: 'EventDelivery' },
)

export function showEventDelivery(delivery: DeliveryView): Static<typeof eventDeliverySchema> {
  return {
    ...showDelivery(delivery),
    webhook_id: formatPublicId('webhook', delivery.webhookId),
  }
}
