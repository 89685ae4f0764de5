import { isUtf8 } from 'node:buffer'
import { ascii } from './ascii.ts'
import { decodeString } from './decode-string.ts'
import { invalidUtf8Offset } from './invalid-utf8-offset.ts'
import type { JsonFault } from './json-fault.ts'
import { KeyLedger } from './key-ledger.ts'
import { KeyNames } from './key-names.ts'
import { failed, TokenReader } from './token-reader.ts'

/** Scratch memory for more levels than this is given back after a scan. */
const maxKeptDepth = 4096

/** Reads the value at `from` and returns the offset after it, or `failed`. */
export type ReadMember = (key: string, from: number) => number
export type ReadItem = (index: number, from: number) => number

/**
 * Walks over JSON text without building anything and without recursion: depth costs a byte a
 * level. Methods take and return offsets as those of {@link TokenReader} do.
 */
export class JsonWalker extends TokenReader {
  private maxDepth = 0
  private keyEnd = 0
  private readonly ledger = new KeyLedger()
  private readonly names = new KeyNames()
  /** The closing bracket of each container that is open in the value being walked. */
  private closers = new Uint8Array(128)

  /**
   * Walks a whole text: one value, left to `read`, with nothing but whitespace around it.
   *
   * @param maxDepth - how many containers deep a walked value may be
   */
  text(bytes: Buffer, maxDepth: number, read: (from: number) => number): JsonFault | undefined {
    if (!isUtf8(bytes)) return { kind: 'encoding', offset: invalidUtf8Offset(bytes) }
    if (startsWithByteOrderMark(bytes)) return { kind: 'encoding', offset: 0 }
    this.begin(bytes, maxDepth)
    let at = read(this.gap(0))
    if (at !== failed) at = this.gap(at)
    if (at !== failed && at < bytes.length) at = this.break(at, 'nothing more')
    if (this.closers.length > maxKeptDepth) this.closers = new Uint8Array(128)
    return this.refused ?? this.broken
  }

  /** Walks a value of any kind. */
  value(from: number): number {
    const { bytes } = this
    let at = from
    let depth = 0
    for (;;) {
      const byte = bytes[at] ?? 0
      if (byte === ascii.openBrace || byte === ascii.openBracket) {
        depth += 1
        at = this.open(at, depth)
        if (at === failed) return failed
        if (bytes[at] !== this.closers[depth]) {
          if (byte === ascii.openBrace) at = this.key(at)
          if (at === failed) return failed
          continue
        }
      } else {
        at = this.scalar(at)
        if (at === failed) return failed
      }
      while (depth > 0) {
        at = this.gap(at)
        const closer = this.closers[depth] ?? 0
        const isObject = closer === ascii.closeBrace
        if (bytes[at] === ascii.comma) {
          at = this.gap(at + 1)
          if (isObject) at = this.key(at)
          if (at === failed) return failed
          break
        }
        if (bytes[at] !== closer) return this.break(at, isObject ? '"," or "}"' : '"," or "]"')
        if (isObject && this.isStrict) this.ledger.closeObject()
        depth -= 1
        at += 1
      }
      if (depth === 0) return at
    }
  }

  /** Walks a value for its grammar alone, after a strict walk has refused it. */
  skim(from: number): number {
    this.isStrict = false
    const at = this.value(from)
    this.isStrict = true
    return at
  }

  /** Walks the object at `from`, leaving its values to `read`. */
  members(from: number, read: ReadMember): number {
    const { bytes, ledger } = this
    const depthBefore = ledger.depth
    ledger.openObject()
    let at = this.gap(from + 1)
    if (bytes[at] !== ascii.closeBrace) {
      for (;;) {
        const keyStart = at
        at = this.key(at)
        if (at !== failed) at = read(this.names.decode(bytes, keyStart, this.keyEnd), at)
        if (at === failed) break
        at = this.gap(at)
        if (bytes[at] === ascii.closeBrace) break
        if (bytes[at] !== ascii.comma) return this.break(at, '"," or "}"')
        at = this.gap(at + 1)
      }
    }
    ledger.closeDownTo(depthBefore)
    return at === failed ? failed : at + 1
  }

  /** Walks the array at `from`, leaving its items to `read`. */
  items(from: number, read: ReadItem): number {
    const { bytes } = this
    let at = this.gap(from + 1)
    if (bytes[at] === ascii.closeBracket) return at + 1
    for (let index = 0; ; index += 1) {
      at = read(index, at)
      if (at === failed) return failed
      at = this.gap(at)
      if (bytes[at] === ascii.closeBracket) return at + 1
      if (bytes[at] !== ascii.comma) return this.break(at, '"," or "]"')
      at = this.gap(at + 1)
    }
  }

  /** Enters the container at `from`, which is the `depth`-th of the value. */
  private open(from: number, depth: number): number {
    const isObject = this.bytes[from] === ascii.openBrace
    if (this.isStrict) {
      if (depth > this.maxDepth) {
        const path = this.pathTo(from)
        return this.refuse({ kind: 'nesting', offset: from, path, maxDepth: this.maxDepth })
      }
      if (isObject) this.ledger.openObject()
    }
    if (depth === this.closers.length) {
      const closers = new Uint8Array(depth * 2)
      closers.set(this.closers)
      this.closers = closers
    }
    this.closers[depth] = isObject ? ascii.closeBrace : ascii.closeBracket
    return this.gap(from + 1)
  }

  /** Reads a key and its colon; the value begins where this ends. */
  private key(from: number): number {
    const { bytes } = this
    if (bytes[from] !== ascii.quote) return this.break(from, 'a key in quotes')
    this.hasEscapes = false
    const end = this.string(from)
    if (end === failed) return failed
    this.keyEnd = end
    if (this.isStrict) {
      const verdict = this.ledger.add(from, end, this.hasEscapes)
      if (verdict === 'duplicate') return this.refuseKey(from, end)
      if (verdict === 'out_of_order') this.canonical = false
    }
    const at = this.gap(end)
    if (bytes[at] !== ascii.colon) return this.break(at, '":"')
    return this.gap(at + 1)
  }

  private refuseKey(from: number, end: number): typeof failed {
    const path = [...this.pathTo(from), decodeString(this.bytes, from, end)]
    return this.refuse({ kind: 'duplicate_key', offset: from, path })
  }

  private begin(bytes: Buffer, maxDepth: number): void {
    this.bytes = bytes
    this.maxDepth = maxDepth
    this.rootOffset = 0
    this.broken = undefined
    this.refused = undefined
    this.ledger.begin(bytes)
  }
}

function startsWithByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}
