import type { HeldDelivery } from '../domain/delivery.ts'
import { timeOfIdMs, type Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { CursorPage } from '../stores/cursor-page.ts'
import type { DeliverySearch, FoundDeliveries } from '../stores/delivery-store.ts'
import { heldFor, viewOfHeld, withAttempts } from './held-deliveries.ts'
import type { ManagementContext } from './management-context.ts'

/**
 * Deliveries of webhooks of one workspace, newest first: those that the store finds, and those that this node has in
 * memory. A page may be short although `searchedTo` says that the search goes on: with a type, only
 * so many deliveries are looked at for each page.
 */
export async function findDeliveries(
  { store, engine }: ManagementContext,
  { webhooks, search }: { readonly webhooks: readonly Webhook[]; readonly search: DeliverySearch },
  page: CursorPage,
): Promise<FoundDeliveries> {
  const held = webhooks
    .flatMap((webhook) => heldFor(engine, webhook))
    .filter((delivery) => isWanted(delivery, search))
    .filter(({ id }) => page.before === null || id < page.before)
  const { deliveries, searchedTo } = await store.searchDeliveries(webhooks, search, page)
  const known = new Set(deliveries.map(({ id }) => id))
  const unlisted = held
    .filter(({ id }) => !known.has(id) && (searchedTo === null || id > searchedTo))
    .map(viewOfHeld)
  const merged = [...deliveries, ...unlisted].toSorted((a, b) => (a.id < b.id ? 1 : -1))
  const shown = merged.slice(0, page.limit)
  const lastShown: Id | undefined = merged.length > page.limit ? shown.at(-1)?.id : undefined
  return {
    deliveries: await Promise.all(shown.map((view) => withAttempts(store, view))),
    searchedTo: lastShown ?? searchedTo,
  }
}

function isWanted({ id, event }: HeldDelivery, search: DeliverySearch): boolean {
  const { statuses, type, fromMs, toMs } = search
  const madeAtMs = timeOfIdMs(id)
  return (
    (statuses === null || statuses.includes('pending')) &&
    (type === null || event.type === type) &&
    (fromMs === null || madeAtMs >= fromMs) &&
    (toMs === null || madeAtMs < toMs)
  )
}
