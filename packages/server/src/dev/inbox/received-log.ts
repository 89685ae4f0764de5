import {
  checkSignatures,
  verdictOf,
  type SignatureCheck,
  type Verdict,
} from './check-signatures.ts'

/** What the list on the page shows of a request. */
export interface ReceivedSummary {
  readonly id: number
  readonly receivedAtMs: number
  /** null: the request does not say. */
  readonly type: string | null
  readonly eventId: string | null
  /** How often this event has arrived, this time included. */
  readonly attempt: number
  readonly verdict: Verdict
  /** null: not answered yet. */
  readonly answer: Answer | null
  /** When Posthorn tries again; null: not at all, or not known yet. */
  readonly nextAttemptAtMs: number | null
}

/** Everything that is kept of a request. */
export interface Received extends ReceivedSummary {
  /** In the order and case in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** At most {@link keptBodyBytes}. */
  readonly body: string
  readonly bodyBytes: number
  readonly checks: readonly SignatureCheck[]
}

export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly afterMs: number }
  /** The sender waited no longer. */
  | { readonly kind: 'hung-up'; readonly afterMs: number }

export interface IncomingRequest {
  /** Name, value, name, value …, as Node gives them. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  readonly receivedAtMs: number
}

export interface ReceivedLog {
  add(request: IncomingRequest, secrets: readonly string[]): Received
  setAnswer(id: number, answer: Answer): void
  /** Ignored when the event has arrived again meanwhile. */
  setNextAttempt(id: number, nextAttemptAtMs: number): void
  get(id: number): Received | undefined
  /** Oldest first. */
  summaries(): ReceivedSummary[]
}

const keptRequests = 200
const keptBodyBytes = 256 * 1024

/** @param onChange - called with each request that was added or updated */
export function createReceivedLog(onChange: (summary: ReceivedSummary) => void): ReceivedLog {
  const kept = new Map<number, Received>()
  let lastId = 0

  function keep(received: Received): void {
    kept.set(received.id, received)
    for (const oldest of kept.keys()) {
      if (kept.size <= keptRequests) break
      kept.delete(oldest)
    }
    onChange(summarize(received))
  }

  /** The latest request of an event. */
  function latestOf(eventId: string | null): Received | undefined {
    return eventId === null
      ? undefined
      : [...kept.values()].findLast((each) => each.eventId === eventId)
  }

  return {
    add(request, secrets) {
      const headers = pairsOf(request.rawHeaders)
      const byName = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
      const { body, receivedAtMs } = request
      const checks = checkSignatures({ headers: byName, body, receivedAtMs }, secrets)
      const envelope = parseEnvelope(body)
      const eventId = byName['webhook-id'] ?? envelope.id
      const former = latestOf(eventId)
      if (former !== undefined) keep({ ...former, nextAttemptAtMs: null })
      const received: Received = {
        id: ++lastId,
        receivedAtMs,
        type: byName['x-event-type'] ?? envelope.type,
        eventId,
        attempt: (former?.attempt ?? 0) + 1,
        verdict: verdictOf(checks),
        answer: null,
        nextAttemptAtMs: null,
        headers,
        body: body.subarray(0, keptBodyBytes).toString('utf8'),
        bodyBytes: body.length,
        checks,
      }
      keep(received)
      return received
    },
    setAnswer(id, answer) {
      const received = kept.get(id)
      if (received !== undefined) keep({ ...received, answer })
    },
    setNextAttempt(id, nextAttemptAtMs) {
      const received = kept.get(id)
      if (received === undefined || latestOf(received.eventId) !== received) return
      keep({ ...received, nextAttemptAtMs })
    },
    get: (id) => kept.get(id),
    summaries: () => [...kept.values()].map(summarize),
  }
}

function summarize(received: Received): ReceivedSummary {
  const {
    headers: _headers,
    body: _body,
    bodyBytes: _bytes,
    checks: _checks,
    ...summary
  } = received
  return summary
}

function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  }
  return pairs
}

/** Where the headers say nothing: requests that were made by hand. */
function parseEnvelope(body: Buffer): { id: string | null; type: string | null } {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'))
    const record = typeof parsed === 'object' && parsed !== null ? parsed : {}
    const { id, type } = record as { readonly id?: unknown; readonly type?: unknown }
    return { id: typeof id === 'string' ? id : null, type: typeof type === 'string' ? type : null }
  } catch {
    return { id: null, type: null }
  }
}
