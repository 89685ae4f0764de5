import { Type, type Static } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { formatTimestamp, formatTimestampOrNull } from '../../../http/timestamps.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { readOverview, type Slot } from '../../../management/overview.ts'
import {
  longestSpanDays,
  overviewSpans,
  type OverviewSpan,
  type OwnSpan,
} from '../../../management/overview-slots.ts'
import type { RankedWebhook } from '../../../stores/statistics-store.ts'
import { answerObject, closedObject, idOf, nullable, oneOf, timestamp } from '../schemas.ts'
import { readTimeQuery, timeQuery } from '../time-query.ts'

const latencyField = nullable(Type.Number(), {
  description:
    'Of the attempts that decided, in milliseconds, from a histogram; at most 20,000. null: there were none.',
})

const slotSchema = answerObject(
  {
    success: Type.Integer({ description: 'Deliveries that arrived.' }),
    failed: Type.Integer({ description: 'Deliveries whose attempts were spent.' }),
    canceled: Type.Integer({ description: 'Deliveries that were not wanted any more.' }),
    attempts: Type.Integer({ description: 'Requests that all of these took.' }),
    p50_ms: latencyField,
    p95_ms: latencyField,
    p99_ms: latencyField,
  },
  { title: 'Traffic', description: 'What has ended in some time.' },
)

const rankedSchema = answerObject(
  {
    webhook_id: idOf('webhook', 'The webhook.'),
    workspace: idOf('workspace', 'Its workspace.'),
    name: nullable(Type.String(), { description: 'null: it has none, or it was deleted.' }),
    url: nullable(Type.String(), { description: 'null: it was deleted.' }),
    success: Type.Integer({ description: 'Deliveries that arrived.' }),
    failed: Type.Integer({ description: 'Deliveries whose attempts were spent.' }),
  },
  { title: 'RankedWebhook' },
)

export const overviewRoute = defineRoute({
  method: 'GET',
  path: '/v1/statistics/overview',
  operationId: 'getOverview',
  tag: 'Statistics',
  summary: 'Tell how the whole server fares',
  description:
    'For operators: over all workspaces and nodes, by the minute of the last hour or by the hour of a longer time, the current one last; or by whole hours from one time to another, by several at once where it is more than a week.',
  scope: 'read',
  query: closedObject({
    span: Type.Optional(oneOf(overviewSpans, { description: 'How far back; a day unless told.' })),
    from: timeQuery('In place of `span`: the beginning of the time that is counted.'),
    to: timeQuery(`Its end, at most ${longestSpanDays} days later; now unless told.`),
  }),
  answer: {
    status: 200,
    description: 'The numbers.',
    schema: answerObject(
      {
        from: timestamp('The first moment that is counted.'),
        step_s: Type.Integer({ description: 'How long each entry of `data` is.' }),
        data: Type.Array(slotSchema),
        total: slotSchema,
        pending: answerObject({
          parked: Type.Integer({ description: 'Deliveries that wait for their webhook’s turn.' }),
          scheduled: Type.Integer({ description: 'Deliveries that wait for their next attempt.' }),
          oldest_at: nullable(timestamp('When the oldest delivery was made that has not ended.'), {
            description: 'null: nothing waits.',
          }),
        }),
        busiest: Type.Array(rankedSchema, {
          description: 'Webhooks with the most deliveries, by whole hours.',
        }),
        worst: Type.Array(rankedSchema, {
          description: 'Webhooks with the most failed deliveries, by whole hours.',
        }),
      },
      { title: 'Overview' },
    ),
  },
  async handle({ caller, query }, context) {
    assertServerKey(caller)
    const overview = await readOverview(context, spanOf(query, context.clock.nowMs()))
    const { backlog, ranking } = overview
    return {
      from: formatTimestamp(overview.fromMs),
      step_s: overview.stepMs / 1000,
      data: overview.slots.map(showSlot),
      total: showSlot(overview.total),
      pending: {
        parked: backlog.parked,
        scheduled: backlog.scheduled,
        oldest_at: formatTimestampOrNull(backlog.oldestPendingAtMs),
      },
      busiest: ranking.busiest.map((one) => showRanked(one, context)),
      worst: ranking.worst.map((one) => showRanked(one, context)),
    }
  },
})

interface SpanQuery {
  readonly span?: OverviewSpan
  readonly from?: string
  readonly to?: string
}

function spanOf({ span, from, to }: SpanQuery, nowMs: number): OverviewSpan | OwnSpan {
  const fromMs = readTimeQuery('from', from)
  const toMs = readTimeQuery('to', to)
  if (fromMs === null && toMs === null) return span ?? 'day'
  if (fromMs !== null && span === undefined) return { fromMs, toMs: toMs ?? nowMs }
  throw new RequestError('validation_error', 'Give either `span`, or `from` and perhaps `to`.', {
    field: fromMs === null ? 'from' : 'span',
  })
}

function showSlot({
  success,
  failed,
  canceled,
  attempts,
  latency,
}: Slot): Static<typeof slotSchema> {
  return {
    success,
    failed,
    canceled,
    attempts,
    p50_ms: latency.p50,
    p95_ms: latency.p95,
    p99_ms: latency.p99,
  }
}

function showRanked(
  { webhookId, workspaceId, success, failed }: RankedWebhook,
  { engine }: ManagementContext,
): Static<typeof rankedSchema> {
  const webhook = engine.catalog.webhook(webhookId)
  return {
    webhook_id: formatPublicId('webhook', webhookId),
    workspace: formatPublicId('workspace', workspaceId),
    name: webhook?.name ?? null,
    url: webhook?.url ?? null,
    success,
    failed,
  }
}
