import type { AnswerOf, BodyOf, OperationCaller } from './operation-caller.ts'

export interface SessionOperations {
  /** Who asks, and what they may do. */
  get(): Promise<AnswerOf<'getSession'>>
  /**
   * Signs this browser in: the answer sets a cookie.
   *
   * @param credentials - an operator's name and password; without them, the client's key
   */
  open(credentials?: BodyOf<'openSession'>): Promise<AnswerOf<'openSession'>>
  /** Signs this browser out. */
  close(): Promise<AnswerOf<'closeSession'>>
}

export function createSessionOperations(call: OperationCaller): SessionOperations {
  return {
    get: () => call('getSession', {}),
    open: (body) => call('openSession', body === undefined ? {} : { body }),
    close: () => call('closeSession', {}),
  }
}
