import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { DeliveryDetail } from '../stores/delivery-store.ts'
import type { ManagementContext } from './management-context.ts'

/** Throws `not_found`. */
export async function getDelivery(
  { store }: Pick<ManagementContext, 'store'>,
  workspaceId: Id,
  deliveryId: Id,
): Promise<DeliveryDetail> {
  const delivery = await store.getDelivery(workspaceId, deliveryId)
  if (delivery === null) throw new RequestError('not_found', 'There is no such delivery.')
  return delivery
}

/**
 * The bytes that its attempts sent or will send. null when they cannot be told any more: none
 * failed, which would have kept them, and the webhook that says how they are rendered is gone.
 */
export function bodyOf(
  { engine, profiles }: Pick<ManagementContext, 'engine' | 'profiles'>,
  delivery: DeliveryDetail,
): Uint8Array | null {
  if (delivery.body !== null) return delivery.body
  const webhook = engine.catalog.webhook(delivery.webhookId)
  const profile = webhook && profiles.get(webhook.profile)
  if (webhook === undefined || profile === undefined) return null
  return profile.delivery.renderBody(delivery.event, webhook)
}
