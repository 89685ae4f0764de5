import { isOperational } from './operational-event.ts'
import type { Webhook } from './webhook.ts'

/** Every type but those of {@link isOperational}, in a webhook's list of types. */
export const anyType = '*'

export function wantsType(webhook: Webhook, type: string): boolean {
  if (webhook.eventTypes.includes(type)) return true
  return webhook.eventTypes.includes(anyType) && !isOperational(type)
}

/** A webhook without channels takes everything; one with channels only events that carry one of them. */
export function wantsChannels(webhook: Webhook, channels: readonly string[]): boolean {
  return (
    webhook.channels.length === 0 || webhook.channels.some((channel) => channels.includes(channel))
  )
}
