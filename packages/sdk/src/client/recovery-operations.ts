import type { AnswerOf, BodyOf, OperationCaller, QueryOf } from './operation-caller.ts'

/** Sending a webhook what it did not get, in the background. */
export interface RecoveryOperations {
  /** Begins one; a webhook has one at a time. */
  begin(webhook: string, body: BodyOf<'recoverWebhook'>): Promise<AnswerOf<'recoverWebhook'>>
  /** Newest first. */
  list(query?: QueryOf<'listRecoveries'>): Promise<AnswerOf<'listRecoveries'>>
  get(id: string): Promise<AnswerOf<'getRecovery'>>
  pause(id: string): Promise<AnswerOf<'pauseRecovery'>>
  resume(id: string): Promise<AnswerOf<'resumeRecovery'>>
  cancel(id: string): Promise<AnswerOf<'cancelRecovery'>>
}

export function createRecoveryOperations(call: OperationCaller): RecoveryOperations {
  return {
    begin: (id, body) => call('recoverWebhook', { params: { id }, body }),
    list: (query) => call('listRecoveries', { query }),
    get: (id) => call('getRecovery', { params: { id } }),
    pause: (id) => call('pauseRecovery', { params: { id } }),
    resume: (id) => call('resumeRecovery', { params: { id } }),
    cancel: (id) => call('cancelRecovery', { params: { id } }),
  }
}
