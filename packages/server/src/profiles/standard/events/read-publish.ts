import { RequestError } from '../../../domain/errors.ts'
import { maxDataDepth } from '../../../domain/event.ts'
import { eventTypeNamePattern, longestEventTypeName } from '../../../domain/event-type.ts'
import { decodeString, decodeStrings } from '../../../domain/json/decode-string.ts'
import { scanObject, type JsonMember } from '../../../domain/json/scan-json.ts'
import { errorOfJsonFault } from '../../../http/json-fault-error.ts'
import { parseTimestamp } from '../../../http/timestamps.ts'
import { channelNames } from '../../../management/channel-names.ts'
import { isPrintable } from '../../../management/printable.ts'
import { longestSubject } from '../../../domain/event.ts'
import { longestIdempotencyKey } from '../../../management/publish-idempotency.ts'

/** What a caller says about an event, checked by everything that needs no catalogue. */
export interface PublishFields {
  type: string
  data: Buffer
  /** null: the caller names none. */
  id: string | null
  channels: readonly string[]
  /** null: the caller names nobody. */
  subject: string | null
  occurredAtMs: number | null
  /** As it stands in the request; undefined when it does not. */
  workspace: string | undefined
}

const typePattern = new RegExp(eventTypeNamePattern)
const noChannels: readonly string[] = []
const noData = Buffer.alloc(0)

/** The event that is the whole of these bytes. Throws as {@link readPublish} does. */
export function scanPublish(bytes: Buffer, maxDataBytes: number): PublishFields {
  const scan = scanObject(bytes, { maxDepth: maxDataDepth })
  if (!scan.ok) throw errorOfJsonFault(scan.fault)
  return readPublish(bytes, scan.members, maxDataBytes)
}

/**
 * Reads an event out of the body that it came in, by where the scanner has found its fields; `data`
 * shares the body's memory. Throws `validation_error` and `payload_too_large`.
 */
export function readPublish(
  bytes: Buffer,
  members: readonly JsonMember[],
  maxDataBytes: number,
): PublishFields {
  const fields: PublishFields = {
    type: '',
    data: noData,
    id: null,
    channels: noChannels,
    subject: null,
    occurredAtMs: null,
    workspace: undefined,
  }
  for (const member of members) readField(fields, bytes, member)
  if (fields.type === '') throw missing('type')
  if (fields.data === noData) throw missing('data')
  if (fields.data.length > maxDataBytes) {
    throw new RequestError(
      'payload_too_large',
      `\`data\` has ${fields.data.length} bytes, and ${maxDataBytes} are allowed. Send a link to what is large.`,
      { field: 'data' },
    )
  }
  return fields
}

function readField(fields: PublishFields, bytes: Buffer, member: JsonMember): void {
  const { key, start, end } = member
  switch (key) {
    case 'type':
      fields.type = typeOf(stringOf(bytes, member))
      return
    case 'data':
      if (member.kind !== 'object') throw wrong('data', `has to be an object, not ${member.kind}`)
      fields.data = bytes.subarray(start, end)
      return
    case 'id':
      fields.id = idempotencyKeyOf(stringOf(bytes, member), '`id`')
      return
    case 'channels':
      fields.channels = channelsOf(bytes, member)
      return
    case 'subject':
      fields.subject = subjectOf(stringOf(bytes, member))
      return
    case 'created_at':
      fields.occurredAtMs = timeOf(stringOf(bytes, member))
      return
    case 'workspace':
      fields.workspace = stringOf(bytes, member)
      return
    default:
      throw unknownField(key)
  }
}

export function stringOf(bytes: Buffer, { key, kind, start, end }: JsonMember): string {
  if (kind !== 'string') throw wrong(key, `has to be a string, not ${kind}`)
  return decodeString(bytes, start, end)
}

export function unknownField(key: string): RequestError {
  const field = key.slice(0, longestShownKey)
  return wrong(field, 'is not known here. Leave it out')
}

/** @param name - how the message calls it: it may stand in the body or in a header */
export function idempotencyKeyOf(text: string, name: string): string {
  if (isPrintable(text, longestIdempotencyKey)) return text
  throw new RequestError(
    'validation_error',
    `${name} has to have 1 to ${longestIdempotencyKey} printable characters.`,
    { field: 'id' },
  )
}

const longestShownKey = 100

function typeOf(text: string): string {
  if (text.length <= longestEventTypeName && typePattern.test(text)) return text
  throw wrong('type', 'has to be letters, digits and `_` in segments that full stops join')
}

function channelsOf(bytes: Buffer, { kind, start, end }: JsonMember): readonly string[] {
  const names = kind === 'array' ? decodeStrings(bytes, start, end) : undefined
  if (names === undefined) throw wrong('channels', 'has to be an array of strings')
  return channelNames(names)
}

function subjectOf(text: string): string {
  if (isPrintable(text, longestSubject)) return text
  throw wrong('subject', `has to have 1 to ${longestSubject} printable characters`)
}

function timeOf(text: string): number {
  const timeMs = parseTimestamp(text)
  if (timeMs !== null && timeMs >= 0 && timeMs <= latestMs) return timeMs
  throw wrong('created_at', 'has to be a time like 2026-01-15T12:30:00Z, with its offset')
}

/** A year after it would have five digits. */
const latestMs = Date.UTC(10_000, 0) - 1

function missing(field: string): RequestError {
  return wrong(field, 'is missing')
}

function wrong(field: string, problem: string): RequestError {
  return new RequestError('validation_error', `\`${field}\` ${problem}.`, { field })
}
