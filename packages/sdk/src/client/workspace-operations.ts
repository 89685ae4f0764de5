import type { AnswerOf, BodyOf, OperationCaller, QueryOf } from './operation-caller.ts'

export interface WorkspaceOperations {
  create(workspace: BodyOf<'createWorkspace'>): Promise<AnswerOf<'createWorkspace'>>
  list(query?: QueryOf<'listWorkspaces'>): Promise<AnswerOf<'listWorkspaces'>>
  get(id: string): Promise<AnswerOf<'getWorkspace'>>
  /** Changes the fields that are given. */
  update(id: string, changes: BodyOf<'updateWorkspace'>): Promise<AnswerOf<'updateWorkspace'>>
  delete(id: string): Promise<AnswerOf<'deleteWorkspace'>>
}

export function createWorkspaceOperations(call: OperationCaller): WorkspaceOperations {
  return {
    create: (body) => call('createWorkspace', { body }),
    list: (query) => call('listWorkspaces', { query }),
    get: (id) => call('getWorkspace', { params: { id } }),
    update: (id, body) => call('updateWorkspace', { params: { id }, body }),
    delete: (id) => call('deleteWorkspace', { params: { id } }),
  }
}
