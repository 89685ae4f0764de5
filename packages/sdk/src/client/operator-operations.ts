import type { AnswerOf, BodyOf, OperationCaller, QueryOf } from './operation-caller.ts'

/** Those who sign in with a name and a password; needs a key of the server. */
export interface OperatorOperations {
  list(query?: QueryOf<'listOperators'>): Promise<AnswerOf<'listOperators'>>
  create(operator: BodyOf<'createOperator'>): Promise<AnswerOf<'createOperator'>>
  /** Fields that are left out keep their value. */
  update(operatorId: string, change: BodyOf<'updateOperator'>): Promise<AnswerOf<'updateOperator'>>
  /** All their sessions end at once. */
  delete(operatorId: string): Promise<AnswerOf<'deleteOperator'>>
}

export function createOperatorOperations(call: OperationCaller): OperatorOperations {
  return {
    list: (query) => call('listOperators', { query }),
    create: (body) => call('createOperator', { body }),
    update: (id, body) => call('updateOperator', { params: { id }, body }),
    delete: (id) => call('deleteOperator', { params: { id } }),
  }
}
