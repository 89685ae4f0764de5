import type { EventType } from '../../domain/event-type.ts'
import type { OperationalType } from '../../domain/operational-event.ts'

const text = { type: 'string' }
const webhookId = 'hook_019a8f3b2c4d7e5f8a1b3c5d7e9f0000'

/** What Posthorn raises itself. It adds a field one day, but takes none away. */
export const operationalEventTypes: readonly EventType[] = [
  entry('webhook.disabled', 'Posthorn has switched a webhook off, because its receiver fails.', {
    properties: { reason: text },
    example: { reason: 'Its receiver answered 410 Gone' },
  }),
  entry(
    'webhook.recovered',
    'Something has arrived at a webhook again that was disabled, or at which a delivery had failed.',
    { properties: {}, example: {} },
  ),
  entry('delivery.failed', 'A delivery has failed, and will not be tried again by itself.', {
    properties: {
      delivery_id: text,
      event_id: text,
      event_type: text,
      attempts: { type: 'integer', minimum: 1 },
      error: { type: ['string', 'null'] },
    },
    example: {
      delivery_id: 'del_019a8f3b2c4d7e5f8a1b3c5d7e9f0001',
      event_id: 'evt_019a8f3b2c4d7e5f8a1b3c5d7e9f0000',
      event_type: 'user.created',
      attempts: 5,
      error: 'HTTP 500',
    },
  }),
]

function entry(
  name: OperationalType,
  description: string,
  { properties, example }: { readonly properties: object; readonly example: object },
): EventType {
  const all = { webhook_id: text, ...properties, count: { type: 'integer', minimum: 1 } }
  return {
    name,
    description,
    schema: { type: 'object', required: Object.keys(all), properties: all },
    example: { webhook_id: webhookId, ...example, count: 1 },
  }
}
