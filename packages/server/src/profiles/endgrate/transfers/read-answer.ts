import { decodeString } from '../../../domain/json/decode-string.ts'
import { describeJsonFault } from '../../../domain/json/describe-json-fault.ts'
import { scanBatch, type BatchItem } from '../../../domain/json/scan-batch.ts'
import type { JsonMember } from '../../../domain/json/scan-json.ts'

/** What a source answers: some records, and how to go on. */
export interface SourcePage {
  /** `{"id","data","associations"}`, each in the bytes that came. */
  readonly records: readonly Buffer[]
  /** Where the next page begins, or the next transfer with `sync`; null: the source has no such place. */
  readonly nextCursor: string | null
  readonly hasMore: boolean
}

/** A sentence about what is wrong with the answer, for the operator. */
export interface UnreadableAnswer {
  readonly problem: string
}

const mostRecords = 10_000
const longestCursor = 4096
/** Published data may be 64 deep, and a callback puts records three deep. */
const maxDepth = 60

/**
 * `{"records":[{"id","data","associations"},…],"next_cursor":"…","has_more":false}`. Records are
 * checked as strictly as what is published is, and never taken apart: no digit of them changes.
 *
 * @param cursor - what the source was given
 * @param maxRecordBytes - what of a record an event has room for
 */
export function readAnswer(
  body: Uint8Array,
  { cursor, maxRecordBytes }: { readonly cursor: string | null; readonly maxRecordBytes: number },
): SourcePage | UnreadableAnswer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length)
  const scan = scanBatch(bytes, { listKey: 'records', maxItems: mostRecords, maxDepth })
  if (!scan.ok) return { problem: describeJsonFault(scan.fault) }
  const records: Buffer[] = []
  for (const [index, item] of scan.items.entries()) {
    const problem = faultOfRecord(bytes, item, maxRecordBytes)
    if (problem !== null) return { problem: `records[${index}]: ${problem}` }
    records.push(bytes.subarray(item.start, item.end))
  }
  const members = new Map(scan.others.map((member) => [member.key, member]))
  const nextCursor = readCursor(bytes, members.get('next_cursor'))
  if (nextCursor === undefined) {
    return { problem: `next_cursor has to be null or text of at most ${longestCursor} characters.` }
  }
  const hasMore = readFlag(bytes, members.get('has_more'))
  if (hasMore === undefined) return { problem: 'has_more has to be true or false.' }
  if (hasMore && (nextCursor === null || nextCursor === cursor)) {
    return { problem: 'has_more is true, but next_cursor does not lead on.' }
  }
  return { records, nextCursor, hasMore }
}

function faultOfRecord(bytes: Buffer, item: BatchItem, maxBytes: number): string | null {
  if (!item.ok) return describeJsonFault(item.fault)
  const members = new Map(item.members.map((member) => [member.key, member]))
  const id = members.get('id')
  if (id?.kind !== 'string' && id?.kind !== 'number') return 'id has to be text or a number.'
  if (members.get('data')?.kind !== 'object') return 'data has to be an object.'
  const associations = members.get('associations')
  if (associations !== undefined && associations.kind !== 'object') {
    return 'associations has to be an object.'
  }
  const length = item.end - item.start
  return length <= maxBytes ? null : `has ${length} bytes, and an event has room for ${maxBytes}.`
}

/** undefined: it is not allowed. */
function readCursor(bytes: Buffer, member: JsonMember | undefined): string | null | undefined {
  if (member === undefined || member.kind === 'null') return null
  if (member.kind !== 'string') return undefined
  const text = decodeString(bytes, member.start, member.end)
  return text.length <= longestCursor ? text : undefined
}

function readFlag(bytes: Buffer, member: JsonMember | undefined): boolean | undefined {
  return member?.kind === 'boolean' ? bytes[member.start] === 0x74 : undefined
}
