import { ascii } from './ascii.ts'
import { JsonWalker } from './json-walker.ts'
import { refuseShape } from './scan-json.ts'
import { failed } from './token-reader.ts'

const walker = new JsonWalker()

/**
 * The items of a JSON array, each in the very bytes in which it was written, as views into `array`.
 *
 * @param array - an array that the scanner has accepted; throws a TypeError for anything else
 */
export function arrayItems(array: Uint8Array): Buffer[] {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.length)
  const items: Buffer[] = []
  const fault = walker.text(bytes, Number.MAX_SAFE_INTEGER, (from) => {
    if (bytes[from] !== ascii.openBracket) return refuseShape(walker, from, 'array')
    return walker.items(from, (_index, start) => {
      const end = walker.value(start)
      if (end !== failed) items.push(bytes.subarray(start, end))
      return end
    })
  })
  if (fault === undefined) return items
  throw new TypeError(`not an array that the scanner accepts: ${fault.kind}`)
}
