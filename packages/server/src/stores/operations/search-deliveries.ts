import type { CursorPage } from '../cursor-page.ts'
import type { DeliverySearch, DeliveryView, FoundDeliveries } from '../delivery-store.ts'
import { sourcesOf, type WebhookKey } from './deliveries.ts'
import { viewsOfEntries, type DeliveryEntry } from './delivery-views.ts'
import { idOfBytes } from './id-bytes.ts'
import { idRange } from './id-range.ts'
import { fragment, join, nothing, sql, type Operation } from './query.ts'

/** Deliveries that one search looks at for their types, so that a rare one holds nobody up. */
const mostLookedAt = 5000
/** Of them at a time: whole rows are read, answers of receivers included. */
const chunkSize = 100
/** In one statement, of which SQLite takes 500 parts and each webhook needs five. */
const webhooksAtATime = 32

/** @param webhooks - of one workspace */
export function* searchDeliveries(
  webhooks: readonly WebhookKey[],
  search: DeliverySearch,
  page: CursorPage,
): Operation<FoundDeliveries> {
  const { limit } = page
  // One more than is shown tells whether there is a next page.
  const most = search.type === null ? limit + 1 : mostLookedAt
  const [webhook] = webhooks
  if (webhook === undefined) return { deliveries: [], searchedTo: null }
  const ofType = search.type === null ? nothing : fragment`AND e.type = ${search.type}`
  const entries = yield* newestEntries(webhooks, search, { before: page.before, limit: most })
  const found: DeliveryView[] = []
  for (let looked = 0; looked < entries.length && found.length <= limit; looked += chunkSize) {
    const chunk = entries.slice(looked, looked + chunkSize)
    found.push(...(yield* viewsOfEntries(webhook.workspaceId, chunk, ofType)))
  }
  const deliveries = found.slice(0, limit)
  if (found.length > limit) return { deliveries, searchedTo: deliveries.at(-1)?.id ?? null }
  const last = entries.length === most ? entries.at(-1) : undefined
  return { deliveries, searchedTo: last === undefined ? null : idOfBytes(last.id) }
}

/**
 * Newest first, read from the indexes alone. As soon as there are enough, the webhooks that follow
 * are looked at only for what is newer than the oldest of them.
 */
function* newestEntries(
  webhooks: readonly WebhookKey[],
  search: DeliverySearch,
  page: CursorPage,
): Operation<readonly DeliveryEntry[]> {
  const range = idRange(search, page.before)
  let newest: readonly DeliveryEntry[] = []
  for (let first = 0; first < webhooks.length; first += webhooksAtATime) {
    const some = webhooks.slice(first, first + webhooksAtATime)
    const from = newest.length < page.limit ? range.from : (newest.at(-1)?.id ?? range.from)
    const entries = yield* entriesOf(some, search, { ...range, from, limit: page.limit })
    newest = newest.length === 0 ? entries : mergeNewest(newest, entries).slice(0, page.limit)
  }
  return newest
}

function mergeNewest(
  some: readonly DeliveryEntry[],
  others: readonly DeliveryEntry[],
): DeliveryEntry[] {
  return [...some, ...others].toSorted((a, b) => Buffer.compare(b.id, a.id))
}

interface EntryRange {
  /** The first id, and the one before which the last one is. */
  readonly from: Uint8Array
  readonly to: Uint8Array
  readonly limit: number
}

function* entriesOf(
  webhooks: readonly WebhookKey[],
  search: DeliverySearch,
  { from, to, limit }: EntryRange,
): Operation<readonly DeliveryEntry[]> {
  const parts = sourcesOf(webhooks, search).map(
    (source) => fragment`
      SELECT id, is_pending FROM (
        SELECT id, ${source.isPending} AS is_pending FROM ${source.rows}
          AND id >= ${from} AND id < ${to}
        ORDER BY id DESC LIMIT ${limit}
      ) AS part`,
  )
  if (parts.length === 0) return []
  return yield* sql<DeliveryEntry>`${join(parts, ' UNION ALL ')} ORDER BY id DESC LIMIT ${limit}`
}
