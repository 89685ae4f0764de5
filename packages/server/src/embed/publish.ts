import { PosthornError, type AcceptedEvent, type NewEvent } from '@posthorn/sdk/client'
import type { Caller } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { PublishRequest } from '../engine/engine.ts'
import { statusOfError } from '../http/error-status.ts'
import type { ManagementContext } from '../management/management-context.ts'
import { acceptedJson, toPublishRequest } from '../profiles/standard/events/publish.ts'
import { scanPublish } from '../profiles/standard/events/read-publish.ts'

export interface PublishOptions {
  /**
   * A connection in whose transaction the event is published. With SQLite: a `DatabaseSync` of
   * `node:sqlite` that is open on `posthorn.sqlite` in the data directory.
   */
  readonly client?: object | undefined
}

export type Publish = (event: NewEvent, options?: PublishOptions) => Promise<AcceptedEvent>

/** @param caller - whose rights an event is published with */
export function createPublish(context: ManagementContext, caller: Caller): Publish {
  return async (event, { client } = {}) => {
    try {
      const bytes = Buffer.from(JSON.stringify(event))
      const fields = scanPublish(bytes, context.settings.maxDataBytes)
      const request = toPublishRequest(context, { caller, key: fields.id }, fields)
      const accepted = await (client === undefined
        ? publish(context, request)
        : publishWithin(context, request, client))
      // Made a line above, from this very type.
      return JSON.parse(acceptedJson(request, accepted, fields.occurredAtMs)) as AcceptedEvent
    } catch (error) {
      throw error instanceof RequestError ? publicError(error) : error
    }
  }
}

interface Accepted {
  readonly kind: 'accepted'
  readonly eventId: Id
  readonly duplicate: boolean
}

async function publish({ engine }: ManagementContext, request: PublishRequest): Promise<Accepted> {
  const [result] = await engine.publish([request])
  if (result === undefined) throw new Error('The engine answered no publish')
  if (result.kind === 'refused') throw result.error
  return result
}

async function publishWithin(
  { engine, store }: ManagementContext,
  request: PublishRequest,
  client: object,
): Promise<Accepted> {
  const event = engine.prepare(request)
  const { idempotency } = request
  const outcome = await store.raiseWithin(client, { event, idempotency })
  switch (outcome.kind) {
    case 'raised':
      engine.expectRaised()
      return { kind: 'accepted', eventId: event.id, duplicate: false }
    case 'duplicate':
      return { kind: 'accepted', eventId: outcome.eventId, duplicate: true }
    case 'conflict':
      throw new RequestError('conflict', 'This `id` was used for another event: use a new one.', {
        field: 'id',
      })
  }
}

function publicError({ code, message, field, retryAfterS }: RequestError): PosthornError {
  return new PosthornError(code, message, {
    status: statusOfError[code],
    field: field ?? undefined,
    retryAfterS: retryAfterS ?? undefined,
  })
}
