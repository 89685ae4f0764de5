import { RequestError } from '../domain/errors.ts'
import type { Event, RejectedEvent } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { DeliveryView } from '../stores/delivery-store.ts'
import type { ManagementContext } from './management-context.ts'

/** Throws `not_found`. */
export async function getEvent(
  { store }: Pick<ManagementContext, 'store'>,
  workspaceId: Id,
  eventId: Id,
): Promise<Event> {
  const event = await store.getEvent(workspaceId, eventId)
  if (event === null) throw noSuchEvent()
  return event
}

function noSuchEvent(): RequestError {
  return new RequestError('not_found', 'There is no such event.')
}

export interface EventWithDeliveries {
  readonly event: Event | RejectedEvent
  /** Oldest first: the fan-out, then replays and retries. */
  readonly deliveries: readonly DeliveryView[]
}

/** Throws `not_found`. */
export async function getEventWithDeliveries(
  context: Pick<ManagementContext, 'store'>,
  workspaceId: Id,
  eventId: Id,
): Promise<EventWithDeliveries> {
  const event = await context.store.getEvent(workspaceId, eventId)
  if (event === null) {
    const rejected = await context.store.getRejectedEvent(workspaceId, eventId)
    if (rejected === null) throw noSuchEvent()
    return { event: rejected, deliveries: [] }
  }
  const deliveries = await context.store.listDeliveriesOfEvent(workspaceId, eventId)
  return { event, deliveries }
}
