import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { Finish } from '../domain/settlement.ts'

/** Tests that this node sends, and the requests that wait to hear how they ended. */
export class TestsUnderWay {
  readonly #waiting = new Map<Id, PromiseWithResolvers<Finish>>()

  outcomeOf(deliveryId: Id): Promise<Finish> {
    const outcome = Promise.withResolvers<Finish>()
    this.#waiting.set(deliveryId, outcome)
    return outcome.promise
  }

  noteEnd(finish: Finish): void {
    const { id } = finish.delivery
    this.#waiting.get(id)?.resolve(finish)
    this.#waiting.delete(id)
  }

  /** They are others' to send now. */
  abandonAll(): void {
    for (const { reject } of this.#waiting.values()) reject(lostTest())
    this.#waiting.clear()
  }
}

function lostTest(): RequestError {
  return new RequestError(
    'unavailable',
    'This server had lost touch with its database, and others have the test now: try again.',
  )
}
