import { firstIdAt, type Id } from '../../domain/ids.ts'
import { bytesOfId } from './id-bytes.ts'

const lowestId = '0'.repeat(32)
const highestId = 'f'.repeat(32)

export interface TimeSpan {
  /** By the moment in their ids: at `fromMs` or later, and before `toMs`; null: without an end. */
  readonly fromMs: number | null
  readonly toMs: number | null
}

/** A span of time and a cursor as ids: from the first id up to but not including the second. */
export function idRange(
  { fromMs, toMs }: TimeSpan,
  before: Id | null,
): { readonly from: Uint8Array; readonly to: Uint8Array } {
  const end = toMs === null ? highestId : firstIdAt(toMs)
  return {
    from: bytesOfId(fromMs === null ? lowestId : firstIdAt(fromMs)),
    to: bytesOfId(before !== null && before < end ? before : end),
  }
}
