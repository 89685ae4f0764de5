import { ascii } from './ascii.ts'
import type { BrokenJson, Expected, RefusedJson } from './json-fault.ts'
import { maxNumberDigits } from './json-fault.ts'
import { canonicalNumber, isPlainNumber } from './json-number.ts'
import { pathAt } from './json-path.ts'

/** What a reader returns in place of an offset when it has met a fault. */
export const failed = -1

const isPlainInString = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= ascii.space && byte !== ascii.quote && byte !== ascii.backslash ? 1 : 0,
)

/** What may follow a backslash, `u` apart: 1 where `JSON.stringify` writes it so, else 2. */
const shortEscapes = new Uint8Array(256)
for (const byte of Buffer.from('"\\bfnrt')) shortEscapes[byte] = 1
for (const byte of Buffer.from('/')) shortEscapes[byte] = 2

const hexValues = new Int8Array(256).fill(-1)
for (const digit of '0123456789abcdefABCDEF') {
  hexValues[digit.charCodeAt(0)] = Number.parseInt(digit, 16)
}

const literals = {
  true: Buffer.from('true'),
  false: Buffer.from('false'),
  null: Buffer.from('null'),
}

const noBytes = Buffer.alloc(0)

/**
 * Reads the strings, numbers, literals and gaps of JSON text that is known to be UTF-8. A method
 * takes the offset where its token begins and returns the offset after it, or `failed`; the
 * fault is then in `broken` or `refused`.
 *
 * Bytes are read as `bytes[at] ?? 0`: the NUL that stands for the end is allowed nowhere, so no
 * loop needs to compare offsets.
 */
export class TokenReader {
  bytes: Buffer = noBytes
  broken: BrokenJson | undefined
  refused: RefusedJson | undefined
  /** Set it to true, read, and it tells whether `JSON.stringify` would have written the same. */
  canonical = true
  /** Becomes true when a string has an escape. */
  hasEscapes = false
  /** When false, only the grammar counts. */
  isStrict = true
  /** Where paths begin. */
  rootOffset = 0

  gap(from: number): number {
    const { bytes } = this
    let at = from
    let byte = bytes[at] ?? 0
    if (byte > ascii.space) return at
    while (
      byte === ascii.space ||
      byte === ascii.lineFeed ||
      byte === ascii.carriageReturn ||
      byte === ascii.tab
    ) {
      at += 1
      byte = bytes[at] ?? 0
    }
    if (at !== from) this.canonical = false
    return at
  }

  scalar(from: number): number {
    const byte = this.bytes[from] ?? 0
    if (byte === ascii.quote) return this.string(from)
    if (byte === ascii.minus || isDigit(byte)) return this.number(from)
    if (byte === ascii.t) return this.literal(from, literals.true)
    if (byte === ascii.f) return this.literal(from, literals.false)
    if (byte === ascii.n) return this.literal(from, literals.null)
    return this.break(from, 'a value')
  }

  string(from: number): number {
    const { bytes } = this
    let at = from + 1
    for (;;) {
      let byte = bytes[at] ?? 0
      while (isPlainInString[byte] === 1) {
        at += 1
        byte = bytes[at] ?? 0
      }
      if (byte === ascii.quote) return at + 1
      if (byte !== ascii.backslash) {
        const isAtEnd = at >= bytes.length
        return this.break(at, isAtEnd ? 'a closing quote' : 'an escaped control character')
      }
      at = this.escape(at)
      if (at === failed) return failed
    }
  }

  refuse(fault: RefusedJson): typeof failed {
    this.refused = fault
    return failed
  }

  protected break(offset: number, expected: Expected): typeof failed {
    this.broken = { kind: 'syntax', offset, expected }
    return failed
  }

  private escape(from: number): number {
    this.hasEscapes = true
    const byte = this.bytes[from + 1] ?? 0
    if (byte === ascii.u) return this.unicodeEscape(from)
    const spelling = shortEscapes[byte]
    if (spelling === 0) return this.break(from, 'a valid escape')
    if (spelling === 2) this.canonical = false
    return from + 2
  }

  private unicodeEscape(from: number): number {
    const unit = this.hexUnit(from)
    if (unit === failed) return failed
    if (isSurrogate(unit)) return this.surrogate(from, unit)
    const lastDigit = this.bytes[from + 5] ?? 0
    const hasShortForm = (unit >= 0x08 && unit <= 0x0d && unit !== 0x0b) || unit >= ascii.space
    const isUpperCase = lastDigit > ascii.nine && lastDigit < ascii.lowerA
    if (hasShortForm || isUpperCase) this.canonical = false
    return from + 6
  }

  private surrogate(from: number, unit: number): number {
    this.canonical = false
    const { bytes } = this
    if (unit < 0xdc00 && bytes[from + 6] === ascii.backslash && bytes[from + 7] === ascii.u) {
      const next = this.hexUnit(from + 6)
      if (next === failed) return failed
      if (isSurrogate(next) && next >= 0xdc00) return from + 12
    }
    if (!this.isStrict) return from + 6
    return this.refuse({ kind: 'surrogate', offset: from, path: this.pathTo(from) })
  }

  /** The UTF-16 unit of the `\uXXXX` at `from`. */
  private hexUnit(from: number): number {
    let unit = 0
    for (let at = from + 2; at < from + 6; at += 1) {
      const value = hexValues[this.bytes[at] ?? 0] ?? -1
      if (value < 0) return this.break(at, 'a hex digit')
      unit = unit * 16 + value
    }
    return unit
  }

  private number(from: number): number {
    const { bytes } = this
    const whole = bytes[from] === ascii.minus ? from + 1 : from
    let at = bytes[whole] === ascii.zero ? whole + 1 : this.digits(whole)
    let fraction = 0
    if (at !== failed && bytes[at] === ascii.point) {
      fraction = at + 1
      at = this.digits(fraction)
    }
    if (at !== failed && (bytes[at] === ascii.lowerE || bytes[at] === ascii.upperE)) {
      const sign = bytes[at + 1]
      at = this.digits(sign === ascii.plus || sign === ascii.minus ? at + 2 : at + 1)
      return at === failed ? failed : this.weigh(from, at)
    }
    if (at === failed || isPlainNumber(bytes, { from, whole, fraction, end: at })) return at
    return this.weigh(from, at)
  }

  private digits(from: number): number {
    const { bytes } = this
    let at = from
    while (isDigit(bytes[at] ?? 0)) at += 1
    return at === from ? this.break(at, 'a digit') : at
  }

  /** Looks closely at a number that is not evidently plain. */
  private weigh(from: number, end: number): number {
    if (!this.isStrict) return end
    const token = this.bytes.toString('latin1', from, end)
    if (token.length > maxNumberDigits && countDigits(token) > maxNumberDigits) {
      return this.refuseNumber(from, 'length')
    }
    const spelled = canonicalNumber(token)
    if (spelled === undefined) return this.refuseNumber(from, 'range')
    if (spelled !== token) this.canonical = false
    return end
  }

  private refuseNumber(offset: number, reason: 'range' | 'length'): typeof failed {
    return this.refuse({ kind: 'number', offset, path: this.pathTo(offset), reason })
  }

  private literal(from: number, word: Buffer): number {
    for (let i = 1; i < word.length; i += 1) {
      if (this.bytes[from + i] !== word[i]) return this.break(from, 'a value')
    }
    return from + word.length
  }

  pathTo(offset: number): (string | number)[] {
    return pathAt(this.bytes, this.rootOffset, offset)
  }
}

function isDigit(byte: number): boolean {
  return byte <= ascii.nine && byte >= ascii.zero
}

function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === 0xd800
}

function countDigits(token: string): number {
  return token.replace(/[^0-9]/g, '').length
}
