import type { DeliveryStatus } from '../domain/delivery.ts'
import { RequestError } from '../domain/errors.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { DeliveryFilter, DeliveryView } from '../stores/delivery-store.ts'
import { heldFor, viewOfHeld, withAttempts } from './held-deliveries.ts'
import type { ManagementContext } from './management-context.ts'

export interface DeliveryListRequest {
  readonly webhook: Webhook
  /** null: in any state. */
  readonly statuses: readonly DeliveryStatus[] | null
  readonly offset: number
  readonly limit: number
}

export interface DeliveryList {
  readonly deliveries: readonly DeliveryView[]
  /** On all pages. */
  readonly total: number
}

/** A page further down would make the database count its way there. */
const deepestEntry = 100_000

/**
 * A webhook's deliveries, newest first: those that the store lists, and those that this node has in
 * memory and the store may not list. While deliveries are under way the count may be off by those
 * that end between two reads. Throws `validation_error` for an `offset` beyond what can be paged to.
 */
export async function listDeliveries(
  { store, engine }: ManagementContext,
  { webhook, statuses, offset, limit }: DeliveryListRequest,
): Promise<DeliveryList> {
  assertWithinReach(offset)
  const held = statuses === null || statuses.includes('pending') ? heldFor(engine, webhook) : []
  const filter: DeliveryFilter = { statuses }
  // At most all that is held comes before an entry, so no entry of this page is further up.
  const firstRank = Math.max(0, offset - held.length)
  const [listed, count] = await Promise.all([
    store.listDeliveriesOfWebhook(webhook, filter, {
      before: null,
      offset: firstRank,
      limit: offset + limit - firstRank,
    }),
    store.countDeliveriesOfWebhook(webhook, filter),
  ])
  const known = new Set(listed.map(({ id }) => id))
  const unlisted = held.filter(({ id }) => !known.has(id)).map(viewOfHeld)
  const merged = [...listed, ...unlisted].toSorted((a, b) => (a.id < b.id ? 1 : -1))
  const from = offset - firstRank
  const page = merged.slice(from, from + limit)
  const deliveries = await Promise.all(page.map((view) => withAttempts(store, view)))
  return { deliveries, total: count + unlisted.length }
}

function assertWithinReach(offset: number): void {
  if (offset < deepestEntry) return
  throw new RequestError(
    'validation_error',
    `This list is paged through down to entry ${deepestEntry}. Filter by \`status\` to get to older ones.`,
    { field: 'page' },
  )
}
