import type { HeldDelivery } from '../domain/delivery.ts'
import { timeOfIdMs } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { DeliveryView } from '../stores/delivery-store.ts'
import type { ManagementContext } from './management-context.ts'

/*
 * Deliveries that this node has in its hands: no index of the store has them, so that the common
 * delivery costs nothing there, and whoever lists deliveries adds these.
 */

export function heldFor(engine: ManagementContext['engine'], webhook: Webhook): HeldDelivery[] {
  return engine.heldInLane(webhook.laneId).filter(({ webhookId }) => webhookId === webhook.id)
}

export function viewOfHeld(delivery: HeldDelivery): DeliveryView {
  const { id, event, webhookId, attempts, retryOf } = delivery
  return {
    id,
    workspaceId: event.workspaceId,
    eventId: event.id,
    eventType: event.type,
    isTest: event.isTest,
    webhookId,
    status: 'pending',
    attempts,
    lastAttempt: null,
    lastStatus: null,
    reason: null,
    createdAtMs: timeOfIdMs(id),
    finishedAtMs: null,
    nextAttemptAtMs: null,
    retryOf,
  }
}

/** Memory holds only the number of attempts that were made; what came of them is in the store. */
export async function withAttempts(
  store: ManagementContext['store'],
  view: DeliveryView,
): Promise<DeliveryView> {
  if (view.attempts === 0 || view.lastAttempt !== null) return view
  return (await store.getDelivery(view.workspaceId, view.id)) ?? view
}
