import type { ListedEvent, NewEvent } from './api-types.ts'
import type { AnswerOf, BodyOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface EventOperations {
  /**
   * Publishes an event. Resolves once it is safely on the server's disk.
   *
   * An `id` is made for an event that has none, so that trying again after a network error, a 429 or
   * a 503 publishes it once. Give it one of your own if you try again yourself.
   *
   * @example
   * await posthorn.events.publish({ type: 'user.created', data: { id: 'user_123' } })
   */
  publish(event: NewEvent): Promise<AnswerOf<'publishEvent'>>
  /**
   * Publishes up to 1,000 events. `data` has a result for each, in their order: what
   * {@link publish} gives, or an object with an `error` for one that was refused. The request as a
   * whole is tried again as {@link publish} is.
   */
  publishBatch(
    events: readonly NewEvent[],
    options?: Omit<BodyOf<'publishEvents'>, 'events'>,
  ): Promise<AnswerOf<'publishEvents'>>
  /** An event with its data and its deliveries. */
  get(id: string, query?: QueryOf<'getEvent'>): Promise<AnswerOf<'getEvent'>>
  /** One page of events, newest first. */
  list(query?: QueryOf<'listEvents'>): Promise<AnswerOf<'listEvents'>>
  /**
   * All events from `query.cursor` on, newest first; asks for a page when it is needed.
   *
   * @example
   * for await (const event of posthorn.events.listAll({ type: 'user.created' })) console.log(event.id)
   */
  listAll(query?: QueryOf<'listEvents'>): AsyncGenerator<ListedEvent, void, undefined>
  /** Events that were published inside a database transaction and did not fit, newest first. */
  listRejected(query?: QueryOf<'listRejectedEvents'>): Promise<AnswerOf<'listRejectedEvents'>>
  /** Sends an event once more, to all webhooks that want it now or to those that are named. */
  replay(
    id: string,
    body?: BodyOf<'replayEvent'>,
    query?: QueryOf<'replayEvent'>,
  ): Promise<AnswerOf<'replayEvent'>>
}

export function createEventOperations(call: OperationCaller): EventOperations {
  const isRepeatable = true

  function list(query?: QueryOf<'listEvents'>) {
    return call('listEvents', { query })
  }

  return {
    list,
    publish: (event) => call('publishEvent', { body: withId(event) }, { isRepeatable }),
    publishBatch: (events, options) =>
      call('publishEvents', { body: { ...options, events: events.map(withId) } }, { isRepeatable }),
    get: (id, query) => call('getEvent', { params: { id }, query }),
    async *listAll(query) {
      let cursor = query?.cursor
      for (;;) {
        const page = await list({ ...query, cursor })
        yield* page.data
        if (page.next_cursor === null) return
        cursor = page.next_cursor
      }
    },
    listRejected: (query) => call('listRejectedEvents', { query }),
    replay: (id, body, query) => call('replayEvent', { params: { id }, body, query }),
  }
}

function withId(event: NewEvent): NewEvent {
  return { ...event, id: event.id ?? crypto.randomUUID() }
}
