import type { AnswerOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface AuditOperations {
  /** Who changed what, newest first. */
  list(query?: QueryOf<'listAudit'>): Promise<AnswerOf<'listAudit'>>
}

export function createAuditOperations(call: OperationCaller): AuditOperations {
  return { list: (query) => call('listAudit', { query }) }
}
