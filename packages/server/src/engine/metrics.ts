import type { FinalStatus } from '../domain/delivery.ts'
import type { DisableCause } from '../domain/health-rules.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'

/** What the engine counts. Called on the path of every event: an implementation adds to numbers, no more. */
export interface EngineMetrics {
  eventsAccepted(count: number): void
  eventsRefused(count: number): void
  commitEnded(durationMs: number, publishes: number, settlements: number): void
  attemptEnded(outcome: AttemptOutcome, durationMs: number): void
  /** `latencyMs`: from the acceptance of the event to the end of the delivery. */
  deliveryEnded(status: FinalStatus, latencyMs: number): void
  webhookDisabled(cause: DisableCause): void
}

/** What the engine holds at this moment, read when somebody asks. */
export interface EngineGauges {
  /** Deliveries in memory, those on the wire included. */
  readonly held: number
  readonly inFlight: number
  /** Publishes and settlements that wait for a commit. */
  readonly waitingForCommit: number
  readonly lanes: number
  /** Lanes that are sent less at once because their receivers failed. */
  readonly openBreakers: number
  /** Webhooks whose latest attempt failed. */
  readonly failingWebhooks: number
}
