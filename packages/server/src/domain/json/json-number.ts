import { ascii } from './ascii.ts'

/** Of this many characters, every number is kept by a double, unless it is too small for one. */
const safeLength = 15
const smallestNormal = 2 ** -1022

/**
 * The number as `JSON.stringify` spells it, or as it was written when no double has that value
 * (`12345678901234567890`, `1e-400`). Undefined when it is beyond the range of a double.
 *
 * @param token - a number that keeps to the grammar of JSON
 */
export function canonicalNumber(token: string): string | undefined {
  const value = Number(token)
  if (!Number.isFinite(value)) return undefined
  if (value === 0) return /^[^eE]*[1-9]/.test(token) ? token : '0'
  const spelled = String(value)
  if (token.length <= safeLength && Math.abs(value) >= smallestNormal) return spelled
  return spelled === token || isSameDecimal(token, spelled) ? spelled : token
}

/** Whether two spellings, neither of them of zero and with the same sign, name one number. */
function isSameDecimal(one: string, other: string): boolean {
  const left = decimalOf(one)
  const right = decimalOf(other)
  return left.exponent === right.exponent && left.digits === right.digits
}

/** The number without its sign is 0.`digits` times ten to the `exponent`. */
function decimalOf(token: string): { digits: string; exponent: number } {
  const start = token.startsWith('-') ? 1 : 0
  const powerAt = token.search(/e/i)
  const end = powerAt === -1 ? token.length : powerAt
  const pointAt = token.indexOf('.')
  const point = pointAt === -1 ? end : pointAt
  const digits = token.slice(start, point) + token.slice(point + 1, end)
  let first = 0
  while (digits.charCodeAt(first) === ascii.zero) first += 1
  let last = digits.length
  while (last > first && digits.charCodeAt(last - 1) === ascii.zero) last -= 1
  const power = powerAt === -1 ? 0 : Number(token.slice(powerAt + 1))
  return { digits: digits.slice(first, last), exponent: point - start - first + power }
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
  if (end - whole > safeLength) return false
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
