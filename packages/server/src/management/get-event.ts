import { RequestError } from '../domain/errors.ts'
import type { Event } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { DeliveryView } from '../stores/store.ts'
import type { ManagementContext } from './management-context.ts'

/** Throws `not_found`. */
export async function getEvent(
  { store }: Pick<ManagementContext, 'store'>,
  workspaceId: Id,
  eventId: Id,
): Promise<Event> {
  const event = await store.getEvent(workspaceId, eventId)
  if (event === null) throw new RequestError('not_found', 'There is no such event.')
  return event
}

export interface EventWithDeliveries {
  readonly event: Event
  /** Oldest first: the fan-out, then replays and retries. */
  readonly deliveries: readonly DeliveryView[]
}

/** Throws `not_found`. */
export async function getEventWithDeliveries(
  context: Pick<ManagementContext, 'store'>,
  workspaceId: Id,
  eventId: Id,
): Promise<EventWithDeliveries> {
  const event = await getEvent(context, workspaceId, eventId)
  const deliveries = await context.store.listDeliveriesOfEvent(workspaceId, eventId)
  return { event, deliveries }
}
