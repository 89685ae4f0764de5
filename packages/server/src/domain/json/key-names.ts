import { decodeString } from './decode-string.ts'

const slots = 64
const maxKeptLength = 32

/**
 * Decodes keys and keeps a few of them, because the same handful comes with every request and a
 * look at its bytes costs a tenth of making the string anew. A key that is not kept is decoded.
 */
export class KeyNames {
  private readonly kept: string[] = Array.from({ length: slots }, () => '')

  /** The key from quote to quote. */
  decode(bytes: Buffer, start: number, end: number): string {
    const length = end - start - 2
    const slot = (length * 7 + (bytes[start + 1] ?? 0)) % slots
    const kept = this.kept[slot] ?? ''
    if (kept.length === length && isWrittenAt(bytes, start + 1, kept)) return kept
    const key = decodeString(bytes, start, end)
    // As many characters as bytes: all are ASCII and none is escaped, so they can be compared.
    if (key.length === length && length <= maxKeptLength) this.kept[slot] = key
    return key
  }
}

function isWrittenAt(bytes: Buffer, start: number, ascii: string): boolean {
  for (let i = 0; i < ascii.length; i += 1) {
    if (ascii.charCodeAt(i) !== bytes[start + i]) return false
  }
  return true
}
