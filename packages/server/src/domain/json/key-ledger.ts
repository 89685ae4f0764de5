import { ascii } from './ascii.ts'
import { decodeString } from './decode-string.ts'

/** Beyond this many keys, looking through a list costs more than decoding them for a set. */
const maxListedKeys = 48

const largestIndex = 0xffff_fffe
/** Greater than every index: after a key that is a name, no index is in order. */
const named = largestIndex + 1

export type KeyVerdict = 'fresh' | 'out_of_order' | 'duplicate'

/**
 * The keys of the objects that are open, to find duplicates and to see whether they stand in the
 * order that JavaScript gives them: array indexes first, ascending, then names as they came.
 *
 * Keys of a small object are compared as bytes, by a fingerprint first. An object that is large,
 * that has an escape in a key, or in which two fingerprints have met by chance or malice, has its
 * keys decoded into a set: one such meeting is the most that an object can cost.
 */
export class KeyLedger {
  depth = 0
  private bytes: Buffer = Buffer.alloc(0)
  private count = 0
  private readonly starts: number[] = []
  private readonly ends: number[] = []
  private readonly fingerprints: number[] = []
  private readonly bases: number[] = []
  private readonly lastIndexes: number[] = []
  private readonly sets: (Set<string> | undefined)[] = []

  /** Forgets everything; keys that are added from now on stand in `bytes`. */
  begin(bytes: Buffer): void {
    this.bytes = bytes
    this.closeDownTo(0)
  }

  openObject(): void {
    this.bases[this.depth] = this.count
    this.lastIndexes[this.depth] = -1
    this.depth += 1
  }

  /** Closes the innermost object. */
  closeObject(): void {
    this.closeDownTo(this.depth - 1)
  }

  /** Forgets all objects but the outermost `depth`. */
  closeDownTo(depth: number): void {
    if (depth >= this.depth) return
    this.count = this.bases[depth] ?? 0
    // Sets may be large, and nothing would say when another object is opened at this depth.
    for (let frame = depth; frame < this.depth; frame += 1) this.sets[frame] = undefined
    this.depth = depth
  }

  /** Enters a key of the innermost object, given from quote to quote. */
  add(start: number, end: number, hasEscapes: boolean): KeyVerdict {
    const set = this.sets[this.depth - 1]
    const isFresh =
      set === undefined ? this.addToList(start, end, hasEscapes) : this.addToSet(set, start, end)
    if (!isFresh) return 'duplicate'
    return this.isInOrder(start + 1, end - 1) ? 'fresh' : 'out_of_order'
  }

  private addToList(start: number, end: number, hasEscapes: boolean): boolean {
    const { count, fingerprints } = this
    const base = this.bases[this.depth - 1] ?? 0
    if (hasEscapes || count - base === maxListedKeys) {
      return this.addToSet(this.switchToSet(), start, end)
    }
    const fingerprint = fingerprintOf(this.bytes, start, end)
    for (let i = base; i < count; i += 1) {
      if (fingerprints[i] === fingerprint) {
        return this.addToSet(this.switchToSet(), start, end)
      }
    }
    this.starts[count] = start
    this.ends[count] = end
    fingerprints[count] = fingerprint
    this.count = count + 1
    return true
  }

  private switchToSet(): Set<string> {
    const base = this.bases[this.depth - 1] ?? 0
    const set = new Set<string>()
    for (let i = base; i < this.count; i += 1) {
      this.addToSet(set, this.starts[i] ?? 0, this.ends[i] ?? 0)
    }
    this.sets[this.depth - 1] = set
    this.count = base
    return set
  }

  /** False when the set had it. */
  private addToSet(set: Set<string>, start: number, end: number): boolean {
    const sizeBefore = set.size
    // V8 hashes "17" by its value, so that anyone can make such strings collide; not so `"17`.
    set.add(`"${decodeString(this.bytes, start, end)}`)
    return set.size > sizeBefore
  }

  private isInOrder(start: number, end: number): boolean {
    const frame = this.depth - 1
    const index = arrayIndexOf(this.bytes, start, end)
    if (index === undefined) {
      this.lastIndexes[frame] = named
      return true
    }
    const last = this.lastIndexes[frame] ?? -1
    if (index < last) return false
    this.lastIndexes[frame] = index
    return true
  }
}

/** Length and five bytes: keys that people choose for one object seldom agree in all of them. */
function fingerprintOf(bytes: Buffer, start: number, end: number): number {
  const length = end - start
  const first = bytes[start + 1] ?? 0
  const quarter = bytes[start + (length >> 2)] ?? 0
  const middle = bytes[start + (length >> 1)] ?? 0
  const penultimate = bytes[length > 2 ? end - 3 : start] ?? 0
  const last = bytes[end - 2] ?? 0
  return (
    (length << 25) ^ (first << 20) ^ (quarter << 15) ^ (middle << 10) ^ (penultimate << 5) ^ last
  )
}

/** The number that a key names when JavaScript sorts it as an array index: `0`, `17`, not `007`. */
function arrayIndexOf(bytes: Buffer, start: number, end: number): number | undefined {
  const first = bytes[start] ?? 0
  if (first > ascii.nine || first < ascii.zero) return undefined
  if (first === ascii.zero) return end - start === 1 ? 0 : undefined
  let index = 0
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte > ascii.nine || byte < ascii.zero) return undefined
    index = index * 10 + byte - ascii.zero
  }
  return index <= largestIndex ? index : undefined
}
