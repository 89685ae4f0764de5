import { ascii } from './ascii.ts'
import type { JsonFault, JsonKind } from './json-fault.ts'
import { JsonWalker, type ReadMember } from './json-walker.ts'
import { failed } from './token-reader.ts'

/** A value in the bytes that were scanned: `bytes.subarray(start, end)`. */
export interface JsonSlice {
  readonly kind: JsonKind
  readonly start: number
  readonly end: number
  /** Whether `canonicalJson` would give these very bytes. */
  readonly canonical: boolean
}

export interface JsonMember extends JsonSlice {
  readonly key: string
}

export interface ScanOptions {
  /**
   * How many containers deep a value may be. The members of a scanned object are each counted on
   * their own: in `{"data":{}}`, data is one deep.
   */
  readonly maxDepth: number
}

export type ValueScan =
  | { readonly ok: true; readonly value: JsonSlice }
  | { readonly ok: false; readonly fault: JsonFault }

export type ObjectScan =
  | { readonly ok: true; readonly members: readonly JsonMember[] }
  | { readonly ok: false; readonly fault: JsonFault }

const walker = new JsonWalker()

/** Checks a JSON text that may be of any kind. */
export function scanJson(bytes: Buffer, { maxDepth }: ScanOptions): ValueScan {
  let start = 0
  let end = 0
  let canonical = false
  const fault = walker.text(bytes, maxDepth, (from) => {
    start = from
    walker.canonical = true
    end = walker.value(from)
    canonical = walker.canonical
    return end
  })
  if (fault !== undefined) return { ok: false, fault }
  return { ok: true, value: { kind: kindAt(bytes, start), start, end, canonical } }
}

/**
 * Checks a JSON object and tells where its members' values are, in the order in which they came.
 * Their values are not decoded; `decodeString` and `decodeStrings` do that for those that matter.
 */
export function scanObject(bytes: Buffer, { maxDepth }: ScanOptions): ObjectScan {
  const members: JsonMember[] = []
  const fault = walker.text(bytes, maxDepth, (from) =>
    bytes[from] === ascii.openBrace
      ? walker.members(from, collectMembers(walker, members))
      : refuseShape(walker, from, 'object'),
  )
  return fault === undefined ? { ok: true, members } : { ok: false, fault }
}

export function collectMembers(from: JsonWalker, members: JsonMember[]): ReadMember {
  return (key, start) => {
    from.canonical = true
    const end = from.value(start)
    if (end !== failed) {
      const { bytes, canonical } = from
      members.push({ key, kind: kindAt(bytes, start), start, end, canonical })
    }
    return end
  }
}

/** Refuses the value at `offset`, if it is a value, for not being what is wanted there. */
export function refuseShape(
  reader: JsonWalker,
  offset: number,
  expected: 'object' | 'array',
): typeof failed {
  if (reader.skim(offset) === failed) return failed
  const found = kindAt(reader.bytes, offset)
  return reader.refuse({ kind: 'shape', offset, path: reader.pathTo(offset), expected, found })
}

/** The kind of the value that begins at `offset`. */
function kindAt(bytes: Buffer, offset: number): JsonKind {
  switch (bytes[offset] ?? 0) {
    case ascii.openBrace:
      return 'object'
    case ascii.openBracket:
      return 'array'
    case ascii.quote:
      return 'string'
    case ascii.t:
    case ascii.f:
      return 'boolean'
    case ascii.n:
      return 'null'
    default:
      return 'number'
  }
}
