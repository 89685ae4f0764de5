import type { AttemptOutcome } from '../../src/domain/outcome.ts'
import type { OutgoingRequest } from '../../src/domain/sender.ts'
import { answered } from '../../src/stores/contract/samples.ts'

export interface Attempted {
  /** The `n` of the event's data, which is `{"n":…}`. */
  readonly n: number
  readonly url: string
  /** How often this event was sent to this URL, this time included. */
  readonly times: number
}

/** Remembers what a sender was asked to send, in order, and whether attempts met on the wire. */
export class AttemptLedger {
  readonly attempts: Attempted[] = []
  mostAtOnce = 0
  #open = 0

  /** The events in the order of their attempts. */
  get numbers(): number[] {
    return this.attempts.map(({ n }) => n)
  }

  /** Answers for a sender, with 500 where it is said to fail and 200 otherwise, a little later. */
  failing(fails: (attempted: Attempted) => boolean) {
    return async (request: OutgoingRequest): Promise<AttemptOutcome> => {
      const attempted = this.#note(request)
      this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#open)
      await new Promise(setImmediate)
      this.#open -= 1
      return answered(fails(attempted) ? 500 : 200)
    }
  }

  #note({ url, body }: OutgoingRequest): Attempted {
    // Every event of these tests has such data.
    const { n } = JSON.parse(Buffer.from(body).toString('utf8')) as { n: number }
    const earlier = this.attempts.filter((attempt) => attempt.n === n && attempt.url === url)
    const attempted = { n, url, times: earlier.length + 1 }
    this.attempts.push(attempted)
    return attempted
  }
}
