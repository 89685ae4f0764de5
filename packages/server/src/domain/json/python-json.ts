import { ascii } from './ascii.ts'
import { decodeString } from './decode-string.ts'
import { endOfString } from './end-of-string.ts'
import { pythonFloat } from './python-float.ts'

/** No byte of JSON becomes more bytes than DEL, which Python writes as `\u007f`. */
const maxGrowth = 6

const isPlainInString = Uint8Array.from({ length: 128 }, (_, unit) =>
  unit >= ascii.space && unit <= 0x7e && unit !== ascii.quote && unit !== ascii.backslash ? 1 : 0,
)

/** What follows the backslash where Python has an escape of one letter. */
const escapeLetters = new Uint8Array(128)
for (const pair of ['""', '\\\\', '\bb', '\tt', '\nn', '\ff', '\rr']) {
  escapeLetters[pair.charCodeAt(0)] = pair.charCodeAt(1)
}

const hexDigits = Buffer.from('0123456789abcdef')

/**
 * The bytes that CPython's `json.dumps(json.loads(text)).encode()` gives for JSON that the scanner
 * has accepted: `", "` and `": "` between tokens, escapes for all that is not printable ASCII,
 * integers with all their digits, other numbers as the `repr` of their double, and keys in the
 * order in which they came. Takes time in proportion to the text, however deep it is nested.
 */
export function pythonJson(text: Uint8Array): Buffer {
  return new Printer(text).print()
}

/**
 * Copies tokens from one end to the other. That needs no stack: whoever knows that the text is
 * JSON can tell by its first byte what a token is.
 */
class Printer {
  private readonly bytes: Buffer
  private readonly out: Buffer
  private length = 0

  constructor(text: Uint8Array) {
    this.bytes = Buffer.from(text.buffer, text.byteOffset, text.length)
    this.out = Buffer.allocUnsafe(text.length * maxGrowth)
  }

  print(): Buffer {
    const { bytes } = this
    let at = 0
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0
      if (byte === ascii.quote) at = this.string(at)
      else if (byte === ascii.minus || isDigit(byte)) at = this.number(at)
      else {
        this.mark(byte)
        at += 1
      }
    }
    return Buffer.from(this.out.subarray(0, this.length))
  }

  /** A bracket, a comma, a colon, a letter of a literal, or whitespace. */
  private mark(byte: number): void {
    if (byte <= ascii.space) return
    this.out[this.length++] = byte
    if (byte === ascii.comma || byte === ascii.colon) this.out[this.length++] = ascii.space
  }

  /** Like those below, takes the offset where its token begins and returns the one after it. */
  private string(from: number): number {
    const { bytes, out } = this
    let at = from
    let to = this.length
    do out[to++] = bytes[at++] ?? 0
    while (isPlainInString[bytes[at] ?? 0] === 1)
    if (bytes[at] === ascii.quote) {
      out[to++] = ascii.quote
      this.length = to
      return at + 1
    }
    return this.unplainString(from)
  }

  private unplainString(from: number): number {
    const { bytes, out } = this
    const end = endOfString(bytes, from)
    const text = decodeString(bytes, from, end)
    out[this.length++] = ascii.quote
    for (let i = 0; i < text.length; i += 1) this.utf16Unit(text.charCodeAt(i))
    out[this.length++] = ascii.quote
    return end
  }

  private utf16Unit(unit: number): void {
    const { out } = this
    const letter = unit < 128 ? (escapeLetters[unit] ?? 0) : 0
    if (unit < 128 && isPlainInString[unit] === 1) {
      out[this.length++] = unit
    } else if (letter !== 0) {
      out[this.length++] = ascii.backslash
      out[this.length++] = letter
    } else {
      out[this.length++] = ascii.backslash
      out[this.length++] = ascii.u
      for (let shift = 12; shift >= 0; shift -= 4) {
        out[this.length++] = hexDigits[(unit >> shift) & 0xf] ?? 0
      }
    }
  }

  private number(from: number): number {
    const { bytes, out } = this
    let at = from
    let to = this.length
    do out[to++] = bytes[at++] ?? 0
    while (isDigit(bytes[at] ?? 0))
    if (isPartOfFloat(bytes[at] ?? 0)) return this.float(from, at)
    const isNegativeZero = bytes[from] === ascii.minus && bytes[from + 1] === ascii.zero
    if (isNegativeZero) out[this.length++] = ascii.zero
    else this.length = to
    return at
  }

  /** @param middle - offset of the point, or of the exponent where there is no point */
  private float(from: number, middle: number): number {
    const { bytes } = this
    let end = middle + 1
    while (isDigit(bytes[end] ?? 0) || isPartOfFloat(bytes[end] ?? 0)) end += 1
    const spelled = pythonFloat(Number(bytes.toString('latin1', from, end)))
    this.length += this.out.write(spelled, this.length, 'latin1')
    return end
  }
}

function isDigit(byte: number): boolean {
  return byte <= ascii.nine && byte >= ascii.zero
}

/** What a number has beside its digits and the sign in front, and no integer has. */
function isPartOfFloat(byte: number): boolean {
  return (
    byte === ascii.point ||
    byte === ascii.lowerE ||
    byte === ascii.upperE ||
    byte === ascii.plus ||
    byte === ascii.minus
  )
}
