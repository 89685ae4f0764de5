import type { AnswerOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface ProfileOperations {
  /** What each profile of the server lays down. */
  list(query?: QueryOf<'listProfiles'>): Promise<AnswerOf<'listProfiles'>>
}

export function createProfileOperations(call: OperationCaller): ProfileOperations {
  return { list: (query) => call('listProfiles', { query }) }
}
