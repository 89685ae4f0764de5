import type { RenderedWebhook } from '../../domain/delivery-profile.ts'
import type { Event } from '../../domain/event.ts'
import { endgrateBody } from './callback-body.ts'
import { readWebhookData } from './webhook-data.ts'

/**
 * The callback's body. A webhook that was made through `/v1` belongs to no session: what it gets
 * tells the one that it was published to, its first channel.
 */
export function renderBody(event: Event, webhook: RenderedWebhook): Uint8Array {
  const { type, data, channels } = event
  const own = readWebhookData(webhook)
  const sessionId = own?.sessionId ?? channels[0] ?? null
  return endgrateBody({ type, data, sessionId, metadata: own?.metadata ?? null })
}
