import { collectDefaultMetrics, Registry } from 'prom-client'
import type { FinalStatus } from '../domain/delivery.ts'
import type { DisableCause } from '../domain/health-rules.ts'
import type { AttemptOutcome } from '../domain/outcome.ts'
import type { EngineGauges, EngineMetrics } from '../engine/metrics.ts'
import type { SignInMetrics, SignInResult } from '../management/operators/sign-in.ts'
import type { StoreStats } from '../stores/upkeep-store.ts'
import { createExposition } from './exposition.ts'
import { Histogram } from './histogram.ts'

export interface Metrics {
  readonly engine: EngineMetrics
  readonly signIns: SignInMetrics
  readonly contentType: string
  /** Everything that was counted so far, and what is held now, in Prometheus' text format. */
  render(now: MetricsNow): Promise<string>
}

export interface MetricsNow {
  readonly gauges: EngineGauges
  /** null: the store did not answer, and its gauges are left out. */
  readonly stats: StoreStats | null
  readonly nowMs: number
}

const attemptBoundsMs = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000]
/** Up to the end of a schedule of hours. */
const latencyBoundsMs = [
  5, 10, 25, 50, 100, 250, 500, 1000, 5000, 30_000, 60_000, 600_000, 3_600_000, 21_600_000,
]
const commitBoundsMs = [0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1000, 5000]

/** Plain numbers on the path of events; text is made only when somebody asks. */
export function createMetrics(): Metrics {
  const events = { accepted: 0, refused: 0 }
  const committed = { publish: 0, settlement: 0 }
  const attempts = startingAtZero(outcomeClasses)
  const ended: Record<FinalStatus, number> = { success: 0, failed: 0, canceled: 0 }
  const disabled: Record<DisableCause, number> = { gone: 0, failing: 0 }
  const signedIn: Record<SignInResult, number> = { accepted: 0, wrong: 0, throttled: 0 }
  const attemptMs = new Histogram(attemptBoundsMs)
  const latencyMs = new Histogram(latencyBoundsMs)
  const commitMs = new Histogram(commitBoundsMs)
  const processMetrics = new Registry()
  collectDefaultMetrics({ register: processMetrics })

  const engine: EngineMetrics = {
    eventsAccepted(count) {
      events.accepted += count
    },
    eventsRefused(count) {
      events.refused += count
    },
    commitEnded(durationMs, publishes, settlements) {
      commitMs.observe(durationMs)
      committed.publish += publishes
      committed.settlement += settlements
    },
    attemptEnded(outcome, durationMs) {
      attempts[classOf(outcome)] += 1
      attemptMs.observe(durationMs)
    },
    deliveryEnded(status, latency) {
      ended[status] += 1
      if (status === 'success') latencyMs.observe(latency)
    },
    webhookDisabled(cause) {
      disabled[cause] += 1
    },
  }

  const signIns: SignInMetrics = {
    signInEnded(result) {
      signedIn[result] += 1
    },
  }

  function renderOwn({ gauges, stats, nowMs }: MetricsNow): string {
    const to = createExposition()
    to.counter('posthorn_events_total', 'Published events, by what became of the publish.', {
      label: 'result',
      values: events,
    })
    to.counter('posthorn_attempts_total', 'Requests to receivers, by outcome.', {
      label: 'outcome',
      values: attempts,
    })
    to.durations('posthorn_attempt_duration_seconds', 'How long requests took.', attemptMs)
    to.counter('posthorn_deliveries_ended_total', 'Deliveries that ended, by status.', {
      label: 'status',
      values: ended,
    })
    to.durations(
      'posthorn_delivery_latency_seconds',
      'From the acceptance of an event to its successful delivery.',
      latencyMs,
    )
    to.durations('posthorn_commit_duration_seconds', 'How long commits took.', commitMs)
    to.counter('posthorn_committed_total', 'Rows that commits have made durable.', {
      label: 'kind',
      values: committed,
    })
    to.gauge('posthorn_queue_depth', 'Deliveries that have not ended, by where they wait.', {
      label: 'state',
      values: {
        held: gauges.held,
        ...(stats === null ? {} : { parked: stats.parked, scheduled: stats.scheduled }),
      },
    })
    to.gauge('posthorn_attempts_in_flight', 'Requests on the wire.', gauges.inFlight)
    to.gauge(
      'posthorn_commit_queue_depth',
      'Publishes and settlements that wait for a commit.',
      gauges.waitingForCommit,
    )
    to.gauge('posthorn_lanes', 'Lanes that hold deliveries in memory.', gauges.lanes)
    to.gauge(
      'posthorn_open_breakers',
      'Lanes that are sent less at once because their receivers failed.',
      gauges.openBreakers,
    )
    to.gauge(
      'posthorn_failing_webhooks',
      'Webhooks whose latest attempt failed.',
      gauges.failingWebhooks,
    )
    to.counter('posthorn_webhooks_disabled_total', 'Webhooks that were disabled, by cause.', {
      label: 'cause',
      values: disabled,
    })
    to.counter('posthorn_sign_ins_total', 'Passwords that operators gave, by what was said.', {
      label: 'result',
      values: signedIn,
    })
    if (stats !== null) {
      to.gauge(
        'posthorn_oldest_pending_age_seconds',
        'The age of the oldest delivery that has not ended; 0 when there is none.',
        stats.oldestPendingAtMs === null ? 0 : Math.max(0, nowMs - stats.oldestPendingAtMs) / 1000,
      )
    }
    return to.text()
  }

  return {
    engine,
    signIns,
    contentType: processMetrics.contentType,
    render: async (now) => renderOwn(now) + (await processMetrics.metrics()),
  }
}

const outcomeClasses = [
  'success',
  'http_1xx',
  'http_3xx',
  'http_4xx',
  'http_5xx',
  'gone',
  'timeout',
  'dns',
  'connect',
  'reset',
  'tls',
  'protocol',
  'blocked',
  'unsendable',
] as const

type OutcomeClass = (typeof outcomeClasses)[number]

function startingAtZero<Name extends string>(names: readonly Name[]): Record<Name, number> {
  // Every name is among the entries.
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
}

function classOf(outcome: AttemptOutcome): OutcomeClass {
  switch (outcome.kind) {
    case 'answered':
      return classOfStatus(outcome.status)
    case 'unreachable':
      return outcome.cause
    case 'timeout':
    case 'blocked':
    case 'unsendable':
      return outcome.kind
  }
}

function classOfStatus(status: number): OutcomeClass {
  if (status < 200) return 'http_1xx'
  if (status < 300) return 'success'
  if (status < 400) return 'http_3xx'
  if (status === 410) return 'gone'
  return status < 500 ? 'http_4xx' : 'http_5xx'
}
