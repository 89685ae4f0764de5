import type { AnswerOf, BodyOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface KeyOperations {
  /** The answer is the only one that holds the `key` itself. */
  create(workspaceId: string, key: BodyOf<'createKey'>): Promise<AnswerOf<'createKey'>>
  list(workspaceId: string, query?: QueryOf<'listKeys'>): Promise<AnswerOf<'listKeys'>>
  revoke(workspaceId: string, keyId: string): Promise<AnswerOf<'revokeKey'>>
}

export function createKeyOperations(call: OperationCaller): KeyOperations {
  return {
    create: (id, body) => call('createKey', { params: { id }, body }),
    list: (id, query) => call('listKeys', { params: { id }, query }),
    revoke: (id, keyId) => call('revokeKey', { params: { id, key_id: keyId } }),
  }
}
