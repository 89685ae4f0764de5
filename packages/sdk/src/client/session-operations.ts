import type { AnswerOf, OperationCaller } from './operation-caller.ts'

export interface SessionOperations {
  /** Who asks, and what they may do. */
  get(): Promise<AnswerOf<'getSession'>>
  /** Signs this browser in with the client's key: the answer sets a cookie. */
  open(): Promise<AnswerOf<'openSession'>>
  /** Signs this browser out. */
  close(): Promise<AnswerOf<'closeSession'>>
}

export function createSessionOperations(call: OperationCaller): SessionOperations {
  return {
    get: () => call('getSession', {}),
    open: () => call('openSession', {}),
    close: () => call('closeSession', {}),
  }
}
