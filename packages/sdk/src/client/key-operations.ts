import type { AnswerOf, BodyOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface KeyOperations {
  /** The answer is the only one that holds the `key` itself. */
  create(workspaceId: string, key: BodyOf<'createKey'>): Promise<AnswerOf<'createKey'>>
  list(workspaceId: string, query?: QueryOf<'listKeys'>): Promise<AnswerOf<'listKeys'>>
  revoke(workspaceId: string, keyId: string): Promise<AnswerOf<'revokeKey'>>
  /** Good for all workspaces; needs a key that is. */
  createForServer(key: BodyOf<'createServerKey'>): Promise<AnswerOf<'createServerKey'>>
  listOfServer(query?: QueryOf<'listServerKeys'>): Promise<AnswerOf<'listServerKeys'>>
  revokeOfServer(keyId: string): Promise<AnswerOf<'revokeServerKey'>>
}

export function createKeyOperations(call: OperationCaller): KeyOperations {
  return {
    create: (id, body) => call('createKey', { params: { id }, body }),
    list: (id, query) => call('listKeys', { params: { id }, query }),
    revoke: (id, keyId) => call('revokeKey', { params: { id, key_id: keyId } }),
    createForServer: (body) => call('createServerKey', { body }),
    listOfServer: (query) => call('listServerKeys', { query }),
    revokeOfServer: (id) => call('revokeServerKey', { params: { id } }),
  }
}
