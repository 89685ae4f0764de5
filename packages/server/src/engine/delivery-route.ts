import type { HeldDelivery } from '../domain/delivery.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { RetrySchedule } from '../domain/retry-schedule.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Catalog } from './catalog.ts'

/** Where a delivery goes at this moment, or why it goes nowhere any more. */
export type DeliveryRoute =
  | { readonly kind: 'open'; readonly webhook: Webhook; readonly profile: DeliveryProfile }
  | { readonly kind: 'closed'; readonly reason: string }

export function routeOf(
  delivery: HeldDelivery,
  catalog: Catalog,
  profiles: ReadonlyMap<string, DeliveryProfile>,
): DeliveryRoute {
  const webhook = catalog.webhook(delivery.webhookId)
  if (webhook === undefined) return { kind: 'closed', reason: 'The webhook was deleted' }
  // A test is sent even to a paused webhook: its owner asks before switching it on.
  if (webhook.state !== 'active' && !delivery.event.isTest) {
    return { kind: 'closed', reason: `The webhook is ${webhook.state}` }
  }
  const profile = profiles.get(webhook.profile)
  if (profile !== undefined) return { kind: 'open', webhook, profile }
  return { kind: 'closed', reason: 'The webhook’s profile is not enabled' }
}

/** The webhook's own delays where it has some, its profile's otherwise. */
export function scheduleOf(
  webhook: Webhook,
  profile: DeliveryProfile,
  retrySpeedup: number,
): RetrySchedule {
  if (webhook.retryDelaysMs === null && retrySpeedup === 1) return profile.retry
  const delaysMs = webhook.retryDelaysMs ?? profile.retry.delaysMs
  return { ...profile.retry, delaysMs: delaysMs.map((delayMs) => delayMs / retrySpeedup) }
}
