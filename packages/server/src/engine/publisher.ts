import { RequestError } from '../domain/errors.ts'
import type { EventType } from '../domain/event-type.ts'
import { maxDataDepth, type RaisedEvent } from '../domain/event.ts'
import { maxFanOut, timeOfIdMs, type Id, type IdGenerator } from '../domain/ids.ts'
import { describeJsonFault } from '../domain/json/describe-json-fault.ts'
import { scanObject } from '../domain/json/scan-json.ts'
import { withNamedChannels } from '../domain/named-channels.ts'
import type { SchemaValidator } from '../domain/schema-validator.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Catalog } from './catalog.ts'
import type { PublishRequest, PublishResult, TestRequest } from './engine.ts'
import type { Journal } from './journal.ts'
import type { EngineMetrics } from './metrics.ts'
import type { PendingPublish } from './pending-publish.ts'

/** Entries of catalogues by name; several profiles may document one type. */
export type ProfileTypes = ReadonlyMap<string, readonly EventType[]>

export interface PublisherDependencies {
  readonly catalog: Catalog
  readonly profileTypes: ProfileTypes
  readonly schemas: SchemaValidator
  readonly ids: IdGenerator
  readonly journal: Journal
  readonly metrics: EngineMetrics
}

export interface Publisher {
  publish(requests: readonly PublishRequest[]): Promise<PublishResult[]>
  /** What is wrong with an event that was raised unchecked, in a sentence; null: nothing. */
  faultOf(event: RaisedEvent): string | null
  /** The event with the channels that its data names as well. It is one that has no fault. */
  withAllChannels(event: RaisedEvent): RaisedEvent
  /** The event that the request is to become. Throws a RequestError. */
  prepare(request: PublishRequest): RaisedEvent
  /** The id of the one delivery that the test event makes, once it is durable. */
  publishTest(request: TestRequest, webhook: Webhook): Promise<Id>
  /** From now on everything is refused as `unavailable`. */
  close(): void
}

const retryAfterS = 1

export function createPublisher(dependencies: PublisherDependencies): Publisher {
  const { catalog, profileTypes, schemas, ids, journal, metrics } = dependencies
  let isClosed = false

  /** What is wrong with the event; null when it can be journaled. */
  function check({ workspaceId, type, data, channels }: CheckedFields): RequestError | null {
    const workspace = catalog.workspace(workspaceId)
    if (workspace === undefined) return new RequestError('not_found', 'There is no such workspace.')
    const custom = catalog.eventType(workspaceId, type)
    // What was added wins over what is documented; of several documents, each one is kept to.
    const types = custom === undefined ? profileTypes.get(type) : [custom]
    if (types === undefined && !workspace.openCatalogue) {
      return new RequestError(
        'validation_error',
        `The event type “${type}” is not known: add it with POST /v1/event-types, or open the workspace’s catalogue.`,
        { field: 'type' },
      )
    }
    const fault = faultOf(types ?? [], data)
    if (fault !== null) return new RequestError('validation_error', fault, { field: 'data' })
    if (catalog.subscribers(workspaceId, type, channels).length > maxFanOut) {
      return new RequestError('conflict', `An event goes to at most ${maxFanOut} webhooks.`)
    }
    return null
  }

  /** What keeps the data from fitting the schemas of these types; null when it fits. */
  function faultOf(types: readonly EventType[], data: Uint8Array): string | null {
    const withSchema = types.filter(({ schema }) => schema !== null)
    if (withSchema.length === 0) return null
    const value: unknown = JSON.parse(textOf(data))
    for (const type of withSchema) {
      const fault = schemas.validate(type, value)
      if (fault !== null) return fault
    }
    return null
  }

  function eventOf({
    workspaceId,
    type,
    data,
    channels,
    subject,
    occurredAtMs,
  }: PublishRequest): RaisedEvent {
    const id = ids.next()
    const acceptedAtMs = timeOfIdMs(id)
    return withAllChannels({
      id,
      workspaceId,
      type,
      data,
      channels,
      subject,
      occurredAtMs: occurredAtMs ?? acceptedAtMs,
      acceptedAtMs,
      isTest: false,
    })
  }

  function withAllChannels(event: RaisedEvent): RaisedEvent {
    const channels = withNamedChannels(event, profileTypes.get(event.type) ?? [])
    return channels === event.channels ? event : { ...event, channels }
  }

  function journalOne(request: PublishRequest, done: (result: PublishResult) => void): void {
    const error = isClosed ? stopping() : check(request)
    if (error !== null) return done({ kind: 'refused', error })
    const event = eventOf(request)
    const isTaken = journal.publish({
      event,
      idempotency: request.idempotency,
      inboxSeq: null,
      only: null,
      done: (outcome) => done(resultOf(event.id, outcome)),
    })
    if (!isTaken) done({ kind: 'refused', error: busy() })
  }

  function count(results: readonly PublishResult[]): void {
    const accepted = results.reduce(
      (sum, result) => sum + (result.kind === 'accepted' && !result.duplicate ? 1 : 0),
      0,
    )
    const refused = results.reduce((sum, { kind }) => sum + (kind === 'refused' ? 1 : 0), 0)
    if (accepted > 0) metrics.eventsAccepted(accepted)
    if (refused > 0) metrics.eventsRefused(refused)
  }

  return {
    publish(requests) {
      return new Promise((resolve) => {
        const results = Array.from<PublishResult>({ length: requests.length })
        let remaining = requests.length
        if (remaining === 0) resolve([])
        requests.forEach((request, index) => {
          journalOne(request, (result) => {
            results[index] = result
            remaining -= 1
            if (remaining > 0) return
            count(results)
            resolve(results)
          })
        })
      })
    },
    faultOf(event) {
      const scan = scanObject(bufferOf(event.data), { maxDepth: maxDataDepth })
      return scan.ok ? (check(event)?.message ?? null) : describeJsonFault(scan.fault)
    },
    withAllChannels,
    prepare(request) {
      const error = isClosed ? stopping() : check(request)
      if (error !== null) throw error
      return eventOf(request)
    },
    publishTest({ type, data }, webhook) {
      if (isClosed) return Promise.reject(stopping())
      const id = ids.next()
      const acceptedAtMs = timeOfIdMs(id)
      const event = {
        id,
        workspaceId: webhook.workspaceId,
        type,
        data,
        channels: webhook.channels,
        subject: null,
        occurredAtMs: acceptedAtMs,
        acceptedAtMs,
        isTest: true,
      }
      return new Promise((resolve, reject) => {
        const isTaken = journal.publish({
          event,
          idempotency: null,
          inboxSeq: null,
          only: webhook,
          done: ({ kind }) => (kind === 'accepted' ? resolve(event.id) : reject(unwritten())),
        })
        if (!isTaken) reject(busy())
      })
    },
    close() {
      isClosed = true
    },
  }
}

type CheckedFields = Pick<PublishRequest, 'workspaceId' | 'type' | 'data' | 'channels'>

function textOf(data: Uint8Array): string {
  return bufferOf(data).toString('utf8')
}

/** A view, not a copy, of the bytes. */
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function resultOf(eventId: Id, outcome: Parameters<PendingPublish['done']>[0]): PublishResult {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'accepted', eventId, duplicate: false }
    case 'duplicate':
      return { kind: 'accepted', eventId: outcome.eventId, duplicate: true }
    case 'conflict':
      return {
        kind: 'refused',
        error: new RequestError(
          'conflict',
          'This idempotency key was used for another event: use a new key, or send the same event.',
        ),
      }
    case 'refused':
    case 'unavailable':
      return { kind: 'refused', error: unwritten() }
  }
}

function stopping(): RequestError {
  return new RequestError('unavailable', 'This server is stopping: send the event again.', {
    retryAfterS,
  })
}

function busy(): RequestError {
  return new RequestError(
    'unavailable',
    'More events are waiting than can be written now: send the event again a little later.',
    { retryAfterS },
  )
}

function unwritten(): RequestError {
  return new RequestError(
    'unavailable',
    'The event may not have been written: send it again, with an idempotency key so that it cannot be doubled.',
    { retryAfterS },
  )
}
