import { lastDeliveryIdOf, type Id } from '../../domain/ids.ts'
import type { Webhook } from '../../domain/webhook.ts'
import { statusCode } from '../codes.ts'
import type { CursorPage } from '../cursor-page.ts'
import type { DeliveryDetail, DeliveryFilter, DeliveryView } from '../delivery-store.ts'
import { attemptColumns, attemptOfRow, type AttemptRow } from './attempt-record.ts'
import {
  finishedViews,
  pendingViews,
  viewsOfEntries,
  type DeliveryEntry,
} from './delivery-views.ts'
import { getEvent } from './events.ts'
import { bytesOfId } from './id-bytes.ts'
import {
  fragment,
  join,
  listOf,
  onlyRow,
  sql,
  verbatim,
  type Operation,
  type Query,
} from './query.ts'

export type WebhookKey = Pick<Webhook, 'id' | 'workspaceId' | 'laneId'>

const highestId = 'f'.repeat(32)

export function* listDeliveriesOfEvent(workspaceId: Id, eventId: Id): Operation<DeliveryView[]> {
  const workspace = bytesOfId(workspaceId)
  const event = bytesOfId(eventId)
  const last = bytesOfId(lastDeliveryIdOf(eventId))
  const again = fragment`SELECT id FROM redeliveries
    WHERE event_id = ${event} AND workspace_id = ${workspace}`
  const views = [
    ...(yield* finishedViews(
      fragment`d.id > ${event} AND d.id <= ${last} AND d.workspace_id = ${workspace}`,
    )),
    ...(yield* finishedViews(fragment`d.id IN (${again}) AND d.workspace_id = ${workspace}`)),
    ...(yield* pendingViews(
      fragment`q.id > ${event} AND q.id <= ${last} AND q.workspace_id = ${workspace}`,
    )),
    ...(yield* pendingViews(fragment`q.id IN (${again}) AND q.workspace_id = ${workspace}`)),
  ]
  return views.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

export function* listDeliveriesOfWebhook(
  webhook: WebhookKey,
  filter: DeliveryFilter,
  page: CursorPage & { readonly offset: number },
): Operation<DeliveryView[]> {
  const before = bytesOfId(page.before ?? highestId)
  const parts = sourcesOf([webhook], filter).map(
    (source) => fragment`
      SELECT id, is_pending FROM (
        SELECT id, ${source.isPending} AS is_pending FROM ${source.rows} AND id < ${before}
        ORDER BY id DESC LIMIT ${page.offset + page.limit}
      ) AS part`,
  )
  if (parts.length === 0) return []
  const entries = yield* sql<DeliveryEntry>`
    ${join(parts, ' UNION ALL ')}
    ORDER BY id DESC LIMIT ${page.limit} OFFSET ${page.offset}`
  return yield* viewsOfEntries(webhook.workspaceId, entries)
}

export function* countDeliveriesOfWebhook(
  webhook: WebhookKey,
  filter: DeliveryFilter,
): Operation<number> {
  const codes = finalCodes(filter)
  const counts = sourcesOf([webhook], filter)
    .filter((source) => !source.isIndexed)
    .map((source) => fragment`SELECT COUNT(*) AS count FROM ${source.rows}`)
  if (codes.length > 0) {
    counts.push(fragment`SELECT COALESCE(SUM(deliveries), 0) AS count FROM rollups
      WHERE webhook_id = ${bytesOfId(webhook.id)} AND status IN (${listOf(codes)})`)
  }
  if (counts.length === 0) return 0
  const rows = yield* sql<{ count: number }>`
    SELECT SUM(count) AS count FROM (${join(counts, ' UNION ALL ')}) AS parts`
  return onlyRow(rows).count
}

export function* getDelivery(workspaceId: Id, deliveryId: Id): Operation<DeliveryDetail | null> {
  const id = bytesOfId(deliveryId)
  const workspace = bytesOfId(workspaceId)
  const [view] = [
    ...(yield* finishedViews(fragment`d.id = ${id} AND d.workspace_id = ${workspace}`)),
    ...(yield* pendingViews(fragment`q.id = ${id} AND q.workspace_id = ${workspace}`)),
  ]
  if (view === undefined) return null
  const event = yield* getEvent(workspaceId, view.eventId)
  if (event === null) return null
  const [kept] = yield* sql<{ body: Uint8Array }>`
    SELECT body FROM bodies WHERE delivery_id = ${id} AND workspace_id = ${workspace}`
  const earlier = yield* sql<AttemptRow & { number: number }>`
    SELECT number, ${verbatim(attemptColumns.join(', '))} FROM attempts
    WHERE delivery_id = ${id} AND workspace_id = ${workspace} ORDER BY number`
  const allAttempts = earlier.flatMap((row) => attemptOfRow(row, row.number) ?? [])
  const { lastAttempt } = view
  if (lastAttempt !== null && allAttempts.at(-1)?.number !== lastAttempt.number) {
    allAttempts.push(lastAttempt)
  }
  return {
    ...view,
    event,
    body: kept?.body ?? null,
    allAttempts,
  }
}

/** Where deliveries of a webhook are found; `rows` is what follows FROM, a WHERE included. */
export interface Source {
  readonly rows: Query
  readonly isPending: 0 | 1
  /** True: what stands there is counted in the roll-ups. */
  readonly isIndexed: boolean
}

/** Together they hold each delivery that has ended, or waits, exactly once. */
export function sourcesOf(webhooks: readonly WebhookKey[], filter: DeliveryFilter): Source[] {
  const ids = webhooks.map(({ id }) => bytesOfId(id))
  const codes = finalCodes(filter)
  const sources: Source[] = ids.flatMap((id) =>
    codes.map((code) => ({
      rows: fragment`deliveries_by_webhook WHERE webhook_id = ${id} AND status = ${code}`,
      isPending: 0,
      isIndexed: true,
    })),
  )
  if (codes.length > 0) {
    // Materialized, so that no planner walks the index of ids instead of the short tail.
    const rows = fragment`(
      WITH tail AS MATERIALIZED (
        SELECT id FROM deliveries
        WHERE seq > (SELECT value FROM meta WHERE key = 'deliveries_indexed_seq')
          AND webhook_id IN (${listOf(ids)}) AND status IN (${listOf(codes)})
      ) SELECT id FROM tail) AS tail WHERE TRUE`
    sources.push({ rows, isPending: 0, isIndexed: false })
  }
  if (filter.statuses?.includes('pending') ?? true) sources.push(...webhooks.flatMap(waitingOf))
  return sources
}

/** The state stands there as text: the partial indexes are for one each. */
function waitingOf(webhook: WebhookKey): Source[] {
  const id = bytesOfId(webhook.id)
  const laneId = bytesOfId(webhook.laneId)
  const parked = fragment`queue WHERE state = 1 AND lane_id = ${laneId} AND webhook_id = ${id}`
  const scheduled = fragment`queue WHERE state = 2 AND lane_id = ${laneId} AND webhook_id = ${id}`
  return [
    { rows: parked, isPending: 1, isIndexed: false },
    { rows: scheduled, isPending: 1, isIndexed: false },
  ]
}

function finalCodes({ statuses }: DeliveryFilter): number[] {
  return (['success', 'failed', 'canceled'] as const)
    .filter((status) => statuses === null || statuses.includes(status))
    .map((status) => statusCode[status])
}
