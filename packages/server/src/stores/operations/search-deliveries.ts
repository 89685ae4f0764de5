import { firstIdAt, type Id } from '../../domain/ids.ts'
import type { CursorPage } from '../cursor-page.ts'
import type { DeliverySearch, DeliveryView, FoundDeliveries } from '../delivery-store.ts'
import { sourcesOf, type WebhookKey } from './deliveries.ts'
import { finishedViews, pendingViews } from './delivery-views.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { fragment, join, listOf, nothing, sql, type Operation } from './query.ts'

/** Deliveries that one search looks at for their types, so that a rare one holds nobody up. */
const mostLookedAt = 5000
/** Of them at a time: whole rows are read, answers of receivers included. */
const chunkSize = 100

const lowestId = '0'.repeat(32)
const highestId = 'f'.repeat(32)

type Entry = { id: Uint8Array; is_pending: number }

export function* searchDeliveriesOfWebhook(
  webhook: WebhookKey,
  search: DeliverySearch,
  page: CursorPage,
): Operation<FoundDeliveries> {
  const { limit } = page
  // One more than is shown tells whether there is a next page.
  const most = search.type === null ? limit + 1 : mostLookedAt
  const entries = yield* entriesOf(webhook, search, { before: page.before, limit: most })
  const found: DeliveryView[] = []
  for (let looked = 0; looked < entries.length && found.length <= limit; looked += chunkSize) {
    found.push(...(yield* viewsOf(webhook, search, entries.slice(looked, looked + chunkSize))))
  }
  const deliveries = found.slice(0, limit)
  if (found.length > limit) return { deliveries, searchedTo: deliveries.at(-1)?.id ?? null }
  const last = entries.length === most ? entries.at(-1) : undefined
  return { deliveries, searchedTo: last === undefined ? null : idOfBytes(last.id) }
}

/** Newest first, read from the indexes alone. */
function* entriesOf(
  webhook: WebhookKey,
  search: DeliverySearch,
  { before, limit }: CursorPage,
): Operation<readonly Entry[]> {
  const { from, to } = idRange(search, before)
  const parts = sourcesOf(webhook, search).map(
    (source) => fragment`
      SELECT id, is_pending FROM (
        SELECT id, ${source.isPending} AS is_pending FROM ${source.rows}
          AND id >= ${from} AND id < ${to}
        ORDER BY id DESC LIMIT ${limit}
      ) AS part`,
  )
  if (parts.length === 0) return []
  return yield* sql<Entry>`${join(parts, ' UNION ALL ')} ORDER BY id DESC LIMIT ${limit}`
}

function* viewsOf(
  { workspaceId }: WebhookKey,
  { type }: DeliverySearch,
  entries: readonly Entry[],
): Operation<DeliveryView[]> {
  const workspace = bytesOfId(workspaceId)
  const ofType = type === null ? nothing : fragment`AND e.type = ${type}`
  const finished = entries.filter((entry) => entry.is_pending === 0).map(({ id }) => id)
  const pending = entries.filter((entry) => entry.is_pending === 1).map(({ id }) => id)
  const views: DeliveryView[] = []
  if (finished.length > 0) {
    const chosen = fragment`d.id IN (${listOf(finished)}) AND d.workspace_id = ${workspace}`
    views.push(...(yield* finishedViews(fragment`${chosen} ${ofType}`)))
  }
  if (pending.length > 0) {
    const chosen = fragment`q.id IN (${listOf(pending)}) AND q.workspace_id = ${workspace}`
    views.push(...(yield* pendingViews(fragment`${chosen} ${ofType}`)))
  }
  return views.toSorted((a, b) => (a.id < b.id ? 1 : -1))
}

/** From the first id up to but not including the second. */
function idRange({ fromMs, toMs }: DeliverySearch, before: Id | null) {
  const end = toMs === null ? highestId : firstIdAt(toMs)
  return {
    from: bytesOfId(fromMs === null ? lowestId : firstIdAt(fromMs)),
    to: bytesOfId(before !== null && before < end ? before : end),
  }
}
