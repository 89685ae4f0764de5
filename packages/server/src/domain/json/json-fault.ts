/** From the outside in: names of members and indexes of items. */
export type JsonPath = readonly (string | number)[]

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'

/** What the grammar allows where a syntax fault was found. */
export type Expected =
  | 'a value'
  | 'a key in quotes'
  | '":"'
  | '"," or "}"'
  | '"," or "]"'
  | 'a closing quote'
  | 'an escaped control character'
  | 'a valid escape'
  | 'a hex digit'
  | 'a digit'
  | 'nothing more'

/** The bytes are not JSON at all (RFC 8259). `offset` counts bytes from the start of the body. */
export type BrokenJson =
  /** Not UTF-8, or a byte order mark in front. */
  | { readonly kind: 'encoding'; readonly offset: number }
  | { readonly kind: 'syntax'; readonly offset: number; readonly expected: Expected }

/** The bytes are JSON, but not of a kind that arrives everywhere as it was sent. */
export type RefusedJson =
  /** The offset is that of the second key; the path includes the key. */
  | { readonly kind: 'duplicate_key'; readonly offset: number; readonly path: JsonPath }
  | {
      readonly kind: 'nesting'
      readonly offset: number
      readonly path: JsonPath
      readonly maxDepth: number
    }
  | {
      readonly kind: 'number'
      readonly offset: number
      readonly path: JsonPath
      /** `range`: infinite as a double. `length`: over {@link maxNumberDigits} digits. */
      readonly reason: 'range' | 'length'
    }
  /** `\ud800` without its other half: no UTF-8 can carry it. */
  | { readonly kind: 'surrogate'; readonly offset: number; readonly path: JsonPath }
  | {
      readonly kind: 'shape'
      readonly offset: number
      readonly path: JsonPath
      readonly expected: 'object' | 'array'
      readonly found: JsonKind | 'missing'
    }
  | {
      readonly kind: 'too_many_items'
      readonly offset: number
      readonly path: JsonPath
      readonly maxItems: number
    }

export type JsonFault = BrokenJson | RefusedJson

/** The most digits a number may be written with, those of its exponent included. */
export const maxNumberDigits = 1000
