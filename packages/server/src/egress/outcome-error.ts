import type { AttemptOutcome, UnreachableCause } from '../domain/outcome.ts'
import { describeRefusal, type Refusal } from './refusal.ts'

/** A failure on the way to a connection that already knows how the attempt ends. */
export class OutcomeError extends Error {
  override readonly name = 'OutcomeError'
  readonly outcome: AttemptOutcome

  constructor(outcome: AttemptOutcome, cause?: unknown) {
    super('detail' in outcome ? outcome.detail : outcome.kind, { cause })
    this.outcome = outcome
  }
}

export function blocked(refusal: Refusal): OutcomeError {
  return new OutcomeError({ kind: 'blocked', detail: describeRefusal(refusal) })
}

export function unreachable(
  unreachableCause: UnreachableCause,
  detail: string,
  cause?: unknown,
): OutcomeError {
  return new OutcomeError({ kind: 'unreachable', cause: unreachableCause, detail }, cause)
}
