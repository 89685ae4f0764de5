import type { RenderedWebhook } from '../../domain/delivery-profile.ts'
import type { Event } from '../../domain/event.ts'
import { endgrateBody } from './callback-body.ts'
import { transferIdOf } from './session-events.ts'
import { readWebhookData } from './webhooks/webhook-data.ts'

/**
 * The callback's body. A webhook that was made through `/v1` belongs to no session: what it gets
 * tells the one that it was published to, its first channel.
 */
export function renderBody(event: Event, webhook: RenderedWebhook): Uint8Array {
  const { type, data, channels } = event
  const own = readWebhookData(webhook)
  const sessionId = own?.sessionId ?? sessionAmong(channels, data)
  return endgrateBody({ type, data, sessionId, metadata: own?.metadata ?? null })
}

/** Its transfer is a channel of an event too, and stands last unless it was published to. */
function sessionAmong(channels: readonly string[], data: Uint8Array): string | null {
  const [first = null, ...others] = channels
  return first !== null && others.length === 0 && first === transferIdOf(data) ? null : first
}
