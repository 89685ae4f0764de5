import { parentPort } from 'node:worker_threads'
import type { StoreError } from '../store-error.ts'
import { refusal } from './connection.ts'
import { transferablesOf, type Frame } from './frame.ts'

/** What the main thread asks: a number to answer under, a method, its arguments. */
export type Call = readonly [number: number, method: string, args: readonly unknown[]]

export type Answer =
  | readonly [number: number, ok: true, result: unknown]
  | readonly [number: number, ok: false, failure: Failure]

/** A StoreError, as far as it crosses threads. */
export type Failure = Pick<StoreError, 'outcome' | 'message'>

export type Methods = Readonly<Record<string, (...args: never) => unknown>>

/** The number of the answer that tells whether the thread could begin. */
export const openingCall = 0

/** The last message to a thread: it closes its files and ends, without an answer. */
export const closing: Call = [-1, 'close', []]

/** What a thread keeps open and what it does. */
export interface Service {
  readonly methods: Methods
  close(): void
}

/** Opens, and answers the main thread's calls one after the other, in the order they come in. */
export function serve(open: () => Service): void {
  const port = parentPort
  if (port === null) throw new Error('this module runs in a worker thread')

  function answer(number: number, work: () => unknown): void {
    try {
      const result = work()
      port?.postMessage([number, true, result] satisfies Answer, handedOver(result))
    } catch (error) {
      const { outcome, message } = refusal(error)
      port?.postMessage([number, false, { outcome, message }] satisfies Answer)
    }
  }

  let service: Service | null = null
  answer(openingCall, () => {
    service = open()
  })
  port.on('message', ([number, name, args]: Call) => {
    if (number === closing[0]) {
      service?.close()
      port.close()
      return
    }
    answer(number, () => {
      const method = service?.methods[name]
      if (method === undefined) throw new Error(`the store has no method ${name}`)
      // The caller is checked against the same methods; types do not cross threads.
      return method(...(args as never))
    })
  })
}

/** The buffers of the frame that a result brings along, if it does. */
function handedOver(result: unknown): ArrayBuffer[] {
  if (typeof result !== 'object' || result === null || !('frame' in result)) return []
  // Results with a `frame` are RowFrame and ClaimReply.
  return transferablesOf(result.frame as Frame)
}
