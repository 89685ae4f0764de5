import { Type } from 'typebox'
import type { Caller } from '../../../domain/caller.ts'
import { RequestError } from '../../../domain/errors.ts'
import { maxDataDepth } from '../../../domain/event.ts'
import { scanBatch, type BatchItem } from '../../../domain/json/scan-batch.ts'
import type { JsonMember } from '../../../domain/json/scan-json.ts'
import type { PublishRequest, PublishResult } from '../../../engine/engine.ts'
import { errorOfJsonFault } from '../../../http/json-fault-error.ts'
import { prepareJson } from '../../../http/prepared-json.ts'
import { defineRoute } from '../../../http/route.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { renderStandardError, standardErrorSchema } from '../render-error.ts'
import { answerObject, closedObject, workspaceField } from '../schemas.ts'
import { acceptedSchema, publishSchema } from './event-schema.ts'
import { acceptedJson, toPublishRequest } from './publish.ts'
import { readPublish, stringOf, unknownField } from './read-publish.ts'

const mostEvents = 1000
const maxBodyBytes = 16 * 1024 * 1024

export const publishBatchRoute = defineRoute({
  method: 'POST',
  path: '/v1/events/batch',
  operationId: 'publishEvents',
  tag: 'Events',
  summary: 'Publish up to 1,000 events',
  description:
    'Each event has its own result, in the order of the request: one that is refused costs no other. A body that is no JSON is refused as a whole.',
  scope: 'publish',
  body: closedObject({
    events: Type.Array(publishSchema, { minItems: 1, maxItems: mostEvents }),
    workspace: workspaceField,
  }),
  bodyCheck: 'documented',
  maxBodyBytes,
  answer: {
    status: 202,
    description: 'The batch was taken; each event’s result is the event or an error.',
    schema: answerObject({ data: Type.Array(Type.Union([acceptedSchema, standardErrorSchema])) }),
  },
  refusals: ['payload_too_large', 'unavailable'],
  async handle({ caller, rawBody, request, reply }, context) {
    if (request.headers['idempotency-key'] !== undefined) throw headerInBatch()
    const { items, workspace } = scanBody(rawBody)
    const read = items.map((item, index) =>
      readItem(context, { caller, rawBody, workspace }, { item, index }),
    )
    const wanted = read.flatMap((entry) => (entry.kind === 'event' ? entry.published : []))
    const results = await context.engine.publish(wanted)
    assertTaken(results, read.length)
    let next = 0
    const texts = read.map((entry, index) =>
      entry.kind === 'event' ? resultJson(entry, results[next++], index) : errorJson(entry.error),
    )
    return prepareJson(reply, `{"data":[${texts.join(',')}]}`)
  },
})

function scanBody(rawBody: Buffer) {
  const scan = scanBatch(rawBody, {
    listKey: 'events',
    maxItems: mostEvents,
    maxDepth: maxDataDepth,
  })
  if (!scan.ok) throw errorOfJsonFault(scan.fault)
  const { items, others } = scan
  if (items.length === 0) {
    throw new RequestError('validation_error', '`events` is empty. Send 1 to 1,000 events.', {
      field: 'events',
    })
  }
  return { items, workspace: workspaceIn(rawBody, others) }
}

function workspaceIn(rawBody: Buffer, members: readonly JsonMember[]): string | undefined {
  let workspace: string | undefined
  for (const member of members) {
    if (member.key !== 'workspace') throw unknownField(member.key)
    workspace = stringOf(rawBody, member)
  }
  return workspace
}

interface Batch {
  readonly caller: Caller
  readonly rawBody: Buffer
  /** For events that name none. */
  readonly workspace: string | undefined
}

type ReadItem = ReadEvent | { readonly kind: 'refused'; readonly error: RequestError }

interface ReadEvent {
  readonly kind: 'event'
  readonly published: PublishRequest
  readonly givenAtMs: number | null
}

function readItem(
  context: ManagementContext,
  { caller, rawBody, workspace }: Batch,
  { item, index }: { readonly item: BatchItem; readonly index: number },
): ReadItem {
  if (!item.ok) {
    return { kind: 'refused', error: errorOfJsonFault(item.fault, ['events', index]) }
  }
  try {
    const fields = readPublish(rawBody, item.members, context.settings.maxDataBytes)
    fields.workspace ??= workspace
    // A copy, so that one event that waits does not keep the whole batch in memory.
    fields.data = Buffer.from(fields.data)
    const published = toPublishRequest(context, { caller, key: fields.id }, fields)
    return { kind: 'event', published, givenAtMs: fields.occurredAtMs }
  } catch (error) {
    if (error instanceof RequestError) return { kind: 'refused', error: inEvent(error, index) }
    throw error
  }
}

/** The error with its field spelled from the root of the batch. */
function inEvent(error: RequestError, index: number): RequestError {
  const place = `events[${index}]`
  const { code, message, field, retryAfterS, cause } = error
  return new RequestError(code, message, {
    field: field === null ? place : `${place}.${field}`,
    ...(retryAfterS === null ? {} : { retryAfterS }),
    cause,
  })
}

/** When the server could take nothing at all, the caller hears it from the status. */
function assertTaken(results: readonly PublishResult[], count: number): void {
  const [first] = results
  if (first?.kind !== 'refused' || results.length < count) return
  const isUnavailable = (result: PublishResult) =>
    result.kind === 'refused' && result.error.code === 'unavailable'
  if (results.every(isUnavailable)) throw first.error
}

function resultJson(
  { published, givenAtMs }: ReadEvent,
  result: PublishResult | undefined,
  index: number,
): string {
  if (result === undefined) throw new Error('The engine answered fewer publishes than there were')
  if (result.kind === 'refused') return errorJson(inEvent(result.error, index))
  return acceptedJson(published, result, givenAtMs)
}

function errorJson(error: RequestError): string {
  return JSON.stringify(renderStandardError(error).body)
}

function headerInBatch(): RequestError {
  return new RequestError(
    'validation_error',
    'A batch takes no Idempotency-Key. Give each event an `id` of its own.',
    { field: 'Idempotency-Key' },
  )
}
