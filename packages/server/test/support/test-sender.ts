import type { AttemptOutcome } from '../../src/domain/outcome.ts'
import type { OutgoingRequest, Sender } from '../../src/domain/sender.ts'
import { answered } from '../../src/stores/contract/samples.ts'

export interface TestSender extends Sender {
  /** Everything that it was asked to send, in order. */
  readonly requests: readonly OutgoingRequest[]
  /** How what is sent from now on ends; 200 unless told. */
  answer: (request: OutgoingRequest) => AttemptOutcome | Promise<AttemptOutcome>
}

/** A sender that opens no connection: the test decides how each attempt ends, and when. */
export function createTestSender(): TestSender {
  const requests: OutgoingRequest[] = []
  const sender: TestSender = {
    requests,
    answer: () => answered(200),
    async send(request) {
      requests.push(request)
      return sender.answer(request)
    },
    close: () => Promise.resolve(),
  }
  return sender
}

export interface Wire {
  /** Attempts that have begun and not ended, oldest first. */
  readonly open: readonly OutgoingRequest[]
  /** Ends those that are open now, all in this way. */
  end(outcome: AttemptOutcome): void
  readonly answer: TestSender['answer']
}

/** Lets attempts hang until the test ends them. */
export function holdOnTheWire(): Wire {
  let open: { request: OutgoingRequest; end: (outcome: AttemptOutcome) => void }[] = []
  return {
    get open() {
      return open.map(({ request }) => request)
    },
    end(outcome) {
      const ending = open
      open = []
      for (const { end } of ending) end(outcome)
    },
    answer: (request) =>
      new Promise((resolve) => {
        open.push({ request, end: resolve })
      }),
  }
}

/** The value of a header, in the spelling that is sent. */
export function sentHeader({ headers }: OutgoingRequest, name: string): string {
  const value = headers[headers.indexOf(name) + 1]
  if (value === undefined || !headers.includes(name)) throw new Error(`No header ${name} was sent`)
  return value
}
