import { Worker } from 'node:worker_threads'
import { StoreError } from '../store-error.ts'
import { closing, openingCall, type Answer, type Call, type Methods } from './worker-server.ts'

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: StoreError) => void
}

/** What these threads make lives for one call; a young generation of the usual size is a waste. */
const resourceLimits = { maxYoungGenerationSizeMb: 16 }

/** The methods that a worker thread serves, called from the main thread. */
export class WorkerClient<Served extends { [Name in keyof Served]: Methods[string] }> {
  /** Resolves when the thread has opened what it needs. */
  readonly opened: Promise<void>
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #ended: Promise<void>
  #lastCall = openingCall
  #refuseBecause: string | null = null

  constructor(module: URL, workerData: unknown) {
    this.#worker = new Worker(module, { workerData, resourceLimits })
    this.opened = new Promise((resolve, reject) => {
      this.#waiting.set(openingCall, { resolve: () => resolve(), reject })
    })
    this.#worker.on('message', (answer: Answer) => this.#settle(answer))
    this.#worker.on('error', (error) => this.#end(`the store's thread failed: ${String(error)}`))
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end("the store's thread has ended")
        resolve()
      })
    })
  }

  /** `handOver`: buffers in `args` that this thread gives away. */
  call<Name extends keyof Served & string>(
    name: Name,
    args: Parameters<Served[Name]>,
    handOver: readonly ArrayBuffer[] = [],
  ): Promise<ReturnType<Served[Name]>> {
    return new Promise((resolve, reject) => {
      if (this.#refuseBecause !== null) {
        reject(new StoreError('refused', this.#refuseBecause))
        return
      }
      const number = ++this.#lastCall
      try {
        this.#worker.postMessage([number, name, args] satisfies Call, handOver)
      } catch (error) {
        reject(new StoreError('refused', `the call cannot be posted: ${String(error)}`))
        return
      }
      // The thread serves `Served`, so what answers this call is what that method returns.
      this.#waiting.set(number, { resolve: resolve as (result: unknown) => void, reject })
    })
  }

  /** Refuses further calls, lets those that were made be answered, then ends the thread. */
  async close(): Promise<void> {
    this.#refuseBecause ??= 'the store is closed'
    this.#worker.postMessage(closing satisfies Call)
    await this.#ended
  }

  #settle([number, ok, result]: Answer): void {
    const waiting = this.#waiting.get(number)
    this.#waiting.delete(number)
    if (ok) waiting?.resolve(result)
    else waiting?.reject(new StoreError(result.outcome, result.message))
  }

  /** What was under way may have been committed before the thread ended. */
  #end(message: string): void {
    this.#refuseBecause ??= message
    for (const { reject } of this.#waiting.values()) reject(new StoreError('unknown', message))
    this.#waiting.clear()
  }
}
