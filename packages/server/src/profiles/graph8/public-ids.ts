import { parseUuid, toUuid, type Id } from '../../domain/ids.ts'

const webhookPrefix = 'wh-'

/** [seed] `wh-…` */
export function formatWebhookId(id: Id): string {
  return webhookPrefix + toUuid(id)
}

/** null when the text is no such id; it then names nothing, like an id that is not there. */
export function parseWebhookId(text: string): Id | null {
  return text.startsWith(webhookPrefix) ? parseUuid(text.slice(webhookPrefix.length)) : null
}

/** [seed] `del-…` */
export function formatDeliveryId(id: Id): string {
  return `del-${toUuid(id)}`
}
