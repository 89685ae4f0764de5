import type { Webhook } from './webhook.ts'

/** Every type, in a webhook's list of types. */
export const anyType = '*'

export function wantsType(webhook: Webhook, type: string): boolean {
  return webhook.eventTypes.includes(type) || webhook.eventTypes.includes(anyType)
}

/** A webhook without channels takes everything; one with channels only events that carry one of them. */
export function wantsChannels(webhook: Webhook, channels: readonly string[]): boolean {
  return (
    webhook.channels.length === 0 || webhook.channels.some((channel) => channels.includes(channel))
  )
}
