import { ascii } from './ascii.ts'

/** Offset after the closing quote of a JSON string that the scanner has accepted. */
export function endOfString(bytes: Buffer, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== ascii.quote) {
    at += bytes[at] === ascii.backslash ? 2 : 1
  }
  return at + 1
}
