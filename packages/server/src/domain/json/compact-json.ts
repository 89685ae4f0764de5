import { ascii } from './ascii.ts'
import { endOfString } from './end-of-string.ts'

/**
 * The JSON text without the whitespace between its tokens, each of which stays as it was written.
 * A text that has none is given back as it is, without a copy.
 *
 * @param json - a text that the scanner has accepted
 */
export function compactJson(json: Uint8Array): Uint8Array {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.length)
  let at = nextGap(bytes, 0)
  if (at === bytes.length) return json
  const compact = Buffer.allocUnsafe(bytes.length)
  let length = bytes.copy(compact, 0, 0, at)
  while (at < bytes.length) {
    const start = endOfGap(bytes, at)
    at = nextGap(bytes, start)
    length += bytes.copy(compact, length, start, at)
  }
  return compact.subarray(0, length)
}

/** Where the first whitespace stands that is in no string; the length when there is none. */
function nextGap(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    if (byte === ascii.quote) at = endOfString(bytes, at)
    else if (byte <= ascii.space) return at
    else at += 1
  }
  return at
}

/** Outside strings, no other byte of JSON is as small as the four that are whitespace. */
function endOfGap(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && (bytes[at] ?? 0) <= ascii.space) at += 1
  return at
}
