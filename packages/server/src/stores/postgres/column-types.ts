/** How columns arrive: ids as their 16 bytes, whole numbers as numbers, the rest as its own type. */

type Parser = (value: string) => unknown

const oid = { bytea: 17, int8: 20, int2: 21, int4: 23, float8: 701, numeric: 1700, uuid: 2950 }

const parsers = new Map<number, Parser>([
  // `\x` and hexadecimal digits
  [oid.bytea, (value) => bytesOfHex(value.slice(2))],
  [oid.uuid, (value) => bytesOfHex(value.replaceAll('-', ''))],
  // Times, counts and sequences: far from the 2⁵³ from which on a number would be inexact.
  ...[oid.int8, oid.int2, oid.int4, oid.float8, oid.numeric].map((type): [number, Parser] => [
    type,
    Number,
  ]),
])

/** Plain bytes, as SQLite gives them, and not a window on memory that others share. */
function bytesOfHex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, 'hex'))
}

/**
 * In the shape that `pg` asks for. It asks for the text format only: its parser reads every value as
 * UTF-8 before it comes here, so the binary format does not get through.
 */
export const columnTypes = {
  getTypeParser: (type: number): Parser => parsers.get(type) ?? asItIs,
}

const asItIs: Parser = (value) => value
