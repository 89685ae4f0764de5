import type { Event } from '../../domain/event.ts'
import { compactJson } from '../../domain/json/compact-json.ts'
import { formatTimestamp } from '../../http/timestamps.ts'

/**
 * `{"event":"lookup.completed","data":{…},"created_at":"2026-05-02T12:00:00Z"}`
 *
 * [seed] Receivers verify the raw bytes, so `data` is what was published, token by token: the order
 * of its keys and the digits of its numbers are the publisher's.
 */
export function renderBody({ type, data, occurredAtMs }: Event): Uint8Array {
  // Names of types and times are ASCII, and none of their characters is escaped in JSON.
  return Buffer.concat([
    Buffer.from(`{"event":"${type}","data":`),
    compactJson(data),
    Buffer.from(`,"created_at":"${formatTimestamp(occurredAtMs)}"}`),
  ])
}
