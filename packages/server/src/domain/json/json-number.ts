import { ascii } from './ascii.ts'

/**
 * The number as `JSON.stringify` spells it, or as it was written when no double has that value
 * (`12345678901234567890`, `1e-400`). Undefined when it is beyond the range of a double.
 *
 * @param token - a number that keeps to the grammar of JSON
 */
export function canonicalNumber(token: string): string | undefined {
  const value = Number(token)
  if (!Number.isFinite(value)) return undefined
  const spelled = String(value)
  return spelled === token || isSameDecimal(token, spelled) ? spelled : token
}

/** Whether two spellings name one decimal number; both zeros are one. */
function isSameDecimal(one: string, other: string): boolean {
  const left = decimalOf(one)
  const right = decimalOf(other)
  if (left.digits === '' || right.digits === '') return left.digits === right.digits
  return (
    left.digits === right.digits &&
    left.exponent === right.exponent &&
    one.startsWith('-') === other.startsWith('-')
  )
}

/** The value without its sign is 0.`digits` times ten to the `exponent`; no digits for zero. */
function decimalOf(token: string): { digits: string; exponent: number } {
  const unsigned = token.startsWith('-') ? token.slice(1) : token
  const [mantissa = '', power = '0'] = unsigned.split(/e/i)
  const [whole = '', fraction = ''] = mantissa.split('.')
  const written = whole + fraction
  const digits = written.replace(/^0+/, '')
  const leadingZeros = written.length - digits.length
  return { digits: trimZeros(digits), exponent: whole.length - leadingZeros + Number(power) }
}

/** A loop, because `/0+$/` is quadratic on long runs of zeros that end in something else. */
function trimZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end -= 1
  return digits.slice(0, end)
}

/**
 * Whether `JSON.stringify` surely spells a number just as it is written here, told without
 * decoding it: no exponent, at most 15 digits (which every double keeps), no needless zero, and
 * not so small that it would be given an exponent.
 */
export function isPlainNumber(
  bytes: Uint8Array,
  { from, whole, fraction, end }: NumberOffsets,
): boolean {
  if (end - whole > 15) return false
  const startsWithZero = bytes[whole] === ascii.zero
  if (fraction === 0) return !startsWithZero || whole === from
  if (bytes[end - 1] === ascii.zero) return false
  if (!startsWithZero) return true
  let at = fraction
  while (bytes[at] === ascii.zero) at += 1
  return at - fraction < 6
}

interface NumberOffsets {
  /** The sign, or the first digit where there is none. */
  from: number
  /** The first digit. */
  whole: number
  /** The first digit after the point, 0 without one. */
  fraction: number
  end: number
}
