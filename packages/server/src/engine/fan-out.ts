import { deliveryIdOf, maxFanOut } from '../domain/ids.ts'
import type { Event } from '../domain/event.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { JournalTarget } from '../stores/journal-store.ts'
import type { Dispatcher } from './dispatcher.ts'

/** One delivery for each webhook, with room kept in its lane, or parked where there is none. */
export function fanOut(
  event: Event,
  webhooks: readonly Webhook[],
  dispatcher: Pick<Dispatcher, 'reserve'>,
): JournalTarget[] {
  if (webhooks.length > maxFanOut) {
    throw new RangeError(`An event goes to at most ${maxFanOut} webhooks, not ${webhooks.length}`)
  }
  return webhooks.map((webhook, index) => ({
    deliveryId: deliveryIdOf(event.id, index + 1),
    webhookId: webhook.id,
    laneId: webhook.laneId,
    state: dispatcher.reserve(webhook.laneId, event),
  }))
}
