import { Type, type Static } from 'typebox'
import type { Id } from '../../../domain/ids.ts'
import { formatPublicId, parsePublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { notFound } from '../../../http/workspace-access.ts'
import type { HourlyCount } from '../../../stores/statistics-store.ts'
import { answerObject, closedObject, idOf, timestamp, workspaceField } from '../schemas.ts'
import { isKnownTo } from '../webhooks/webhook-schema.ts'
import { workspaceNamed } from '../workspace-query.ts'

const hourMs = 3_600_000
const defaultHours = 24
const mostHours = 7 * 24

const countsSchema = answerObject(
  {
    webhook_id: idOf('webhook', 'The webhook.'),
    success: Type.Array(Type.Integer(), { description: 'Deliveries that arrived, by the hour.' }),
    failed: Type.Array(Type.Integer(), {
      description: 'Deliveries whose attempts were spent, by the hour.',
    }),
    canceled: Type.Array(Type.Integer(), {
      description: 'Deliveries that were not wanted any more, by the hour.',
    }),
    attempts: Type.Array(Type.Integer(), { description: 'Requests that all of these took.' }),
  },
  { title: 'WebhookStatistics' },
)

type Counts = Static<typeof countsSchema>

export const webhookStatisticsRoute = defineRoute({
  method: 'GET',
  path: '/v1/statistics/webhooks',
  operationId: 'getWebhookStatistics',
  tag: 'Statistics',
  summary: 'Count what became of deliveries',
  description:
    'By webhook and by the hour in which they ended, the current hour last. A webhook without deliveries in that time is left out.',
  scope: 'read',
  portal: 'read',
  query: closedObject({
    hours: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: mostHours,
        description: `How many hours; ${defaultHours} unless told.`,
      }),
    ),
    webhook: Type.Optional(idOf('webhook', 'Only this webhook.')),
    workspace: workspaceField,
  }),
  answer: {
    status: 200,
    description: 'The counts.',
    schema: answerObject({
      from: timestamp('The first hour’s first moment.'),
      hours: Type.Integer({ description: 'The length of each list.' }),
      data: Type.Array(countsSchema),
    }),
  },
  refusals: ['not_found'],
  async handle({ caller, query, surface }, { engine, clock, store }) {
    const { hours = defaultHours, webhook, workspace } = query
    const { id: workspaceId } = workspaceNamed(caller, workspace, engine.catalog)
    const known = engine.catalog
      .webhooksOf(workspaceId)
      .filter((one) => isKnownTo(surface, one))
      .map(({ id }) => id)
    const ids = webhook === undefined ? known : [oneOfThem(known, webhook)]
    const nowMs = clock.nowMs()
    const fromMs = nowMs - (nowMs % hourMs) - (hours - 1) * hourMs
    const counts = await store.countDeliveriesByHour(ids, fromMs)
    return { from: formatTimestamp(fromMs), hours, data: byWebhook(counts, fromMs, hours) }
  },
})

function oneOfThem(known: readonly Id[], named: string): Id {
  const id = parsePublicId('webhook', named)
  if (id === null || !known.includes(id)) throw notFound('webhook')
  return id
}

function byWebhook(rows: readonly HourlyCount[], fromMs: number, hours: number): Counts[] {
  const zeros = () => Array.from({ length: hours }, () => 0)
  const found = new Map<Id, Counts>()
  for (const { webhookId, hourMs: startMs, status, deliveries, attempts } of rows) {
    const counts = found.get(webhookId) ?? {
      webhook_id: formatPublicId('webhook', webhookId),
      success: zeros(),
      failed: zeros(),
      canceled: zeros(),
      attempts: zeros(),
    }
    found.set(webhookId, counts)
    // A clock that was put back may leave deliveries that end in hours to come.
    const hour = Math.min((startMs - fromMs) / hourMs, hours - 1)
    counts[status][hour] = (counts[status][hour] ?? 0) + deliveries
    counts.attempts[hour] = (counts.attempts[hour] ?? 0) + attempts
  }
  return [...found.values()]
}
