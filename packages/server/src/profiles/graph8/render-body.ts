import type { Event } from '../../domain/event.ts'
import { toUuid } from '../../domain/ids.ts'
import { compactJson } from '../../domain/json/compact-json.ts'
import { formatMicrosecondTimestamp } from '../../http/timestamps.ts'

/**
 * `{"event":"campaign.created","timestamp":"2026-02-20T10:00:00.000000Z","org_id":"…","data":{…},"id":"…"}`
 *
 * [seed] Receivers verify the raw bytes, so `data` is what was published, token by token. `id` is the
 * event's: the same in every attempt and for every webhook.
 */
export function renderBody({ id, workspaceId, type, data, occurredAtMs }: Event): Uint8Array {
  const timestamp = formatMicrosecondTimestamp(occurredAtMs)
  // Names of types, times and UUIDs are ASCII, and none of their characters is escaped in JSON.
  return Buffer.concat([
    Buffer.from(
      `{"event":"${type}","timestamp":"${timestamp}","org_id":"${toUuid(workspaceId)}","data":`,
    ),
    compactJson(data),
    Buffer.from(`,"id":"${toUuid(id)}"}`),
  ])
}
