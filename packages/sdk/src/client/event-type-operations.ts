import type { AnswerOf, BodyOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface EventTypeOperations {
  create(eventType: BodyOf<'createEventType'>): Promise<AnswerOf<'createEventType'>>
  list(query?: QueryOf<'listEventTypes'>): Promise<AnswerOf<'listEventTypes'>>
  get(name: string, query?: QueryOf<'getEventType'>): Promise<AnswerOf<'getEventType'>>
  /** Adds it, or replaces the one of that name. */
  put(name: string, eventType: BodyOf<'putEventType'>): Promise<AnswerOf<'putEventType'>>
  delete(name: string, query?: QueryOf<'deleteEventType'>): Promise<AnswerOf<'deleteEventType'>>
}

export function createEventTypeOperations(call: OperationCaller): EventTypeOperations {
  return {
    create: (body) => call('createEventType', { body }),
    list: (query) => call('listEventTypes', { query }),
    get: (name, query) => call('getEventType', { params: { name }, query }),
    put: (name, body) => call('putEventType', { params: { name }, body }),
    delete: (name, query) => call('deleteEventType', { params: { name }, query }),
  }
}
