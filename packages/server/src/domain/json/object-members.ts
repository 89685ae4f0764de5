import { scanObject } from './scan-json.ts'

/**
 * The members of a JSON object, in the order in which they came: each key decoded, each value in
 * the very bytes in which it was written. The values are views into `object`.
 *
 * @param object - an object that the scanner has accepted; throws a TypeError for anything else
 */
export function objectMembers(object: Uint8Array): [key: string, value: Buffer][] {
  const bytes = Buffer.from(object.buffer, object.byteOffset, object.length)
  const scan = scanObject(bytes, { maxDepth: Number.MAX_SAFE_INTEGER })
  if (!scan.ok) throw new TypeError(`not an object that the scanner accepts: ${scan.fault.kind}`)
  return scan.members.map(({ key, start, end }) => [key, bytes.subarray(start, end)])
}
