import { canonicalNumber } from './json-number.ts'

/**
 * Access to the source text of numbers, which Node has and TypeScript's library does not know.
 * The reviver is told how a number, string or literal was written.
 */
interface JsonWithSource {
  parse(text: string, reviver: (key: string, value: unknown, read: Source) => unknown): unknown
  rawJSON(text: string): unknown
}
interface Source {
  readonly source?: string
}
// The cast adds what JsonWithSource says; Node has had it since version 22.
const jsonWithSource = JSON as unknown as JsonWithSource

/**
 * Fits every text that has a number which a double may not hold: 16 digits, or an exponent of
 * three. It fits some others too, and some strings, which only costs time.
 */
const mayLoseDigits = /[\d.]{16}|\d[eE][+-]?\d{3}/

/**
 * The bytes that `JSON.stringify(JSON.parse(…))` would give for a value that the scanner has
 * accepted, except that a number that no double holds keeps the digits it was written with.
 *
 * @param bytes - the value and nothing else, at most some thousand containers deep
 */
export function canonicalJson(bytes: Buffer): Buffer {
  const text = bytes.toString('utf8')
  const value: unknown = mayLoseDigits.test(text)
    ? jsonWithSource.parse(text, keepDigits)
    : JSON.parse(text)
  return Buffer.from(JSON.stringify(value))
}

function keepDigits(_key: string, value: unknown, { source }: Source): unknown {
  if (typeof value !== 'number' || source === undefined) return value
  const spelled = canonicalNumber(source)
  return spelled === undefined || spelled === source ? jsonWithSource.rawJSON(source) : value
}
