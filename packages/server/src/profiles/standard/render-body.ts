import { canonicalJson } from '../../domain/json/canonical-json.ts'
import { scanJson } from '../../domain/json/scan-json.ts'
import type { Event } from '../../domain/event.ts'
import { formatEventId } from '../../http/public-ids.ts'
import { formatTimestamp } from '../../http/timestamps.ts'

const closeBrace = 0x7d

let lastEvent: Event | null = null
let lastBody: Uint8Array = new Uint8Array()

/**
 * `{"id":"evt_…","type":"user.created","created_at":"2026-01-15T12:30:00Z","data":{…}}`
 *
 * [seed] The page's Node code signs `JSON.stringify(req.body)`, so the body is what JavaScript
 * would write. Data that came so is copied as it came.
 */
export function renderBody(event: Event): Uint8Array {
  // A fan-out asks for the same body once for each webhook, one after the other.
  if (event !== lastEvent) {
    lastBody = render(event)
    lastEvent = event
  }
  return lastBody
}

function render(event: Event): Buffer {
  const data = canonicalDataOf(event)
  const head = headOf(event)
  // Ids, times and the names of types are ASCII, and none of their characters is escaped in JSON.
  const body = Buffer.allocUnsafe(head.length + data.length + 1)
  body.write(head, 'latin1')
  body.set(data, head.length)
  body[body.length - 1] = closeBrace
  return body
}

function headOf(event: Event): string {
  const time = createdAtOf(event.occurredAtMs)
  return `{"id":"${formatEventId(event)}","type":"${event.type}","created_at":"${time}","data":`
}

function canonicalDataOf({ data }: Event): Uint8Array {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length)
  const scan = scanJson(bytes, { maxDepth: Number.MAX_SAFE_INTEGER })
  return scan.ok && scan.value.canonical ? bytes : canonicalJson(bytes)
}

let lastSecond = Number.NaN
let lastTime = ''

/** Events come in the order of time, so that one text serves all of a second. */
function createdAtOf(timeMs: number): string {
  const second = Math.floor(timeMs / 1000)
  if (second !== lastSecond) {
    lastTime = formatTimestamp(timeMs)
    lastSecond = second
  }
  return lastTime
}
