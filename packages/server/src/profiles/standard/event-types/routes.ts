import type { Route } from '../../../http/route.ts'
import { createEventTypeRoute } from './create-event-type.ts'
import { deleteEventTypeRoute } from './delete-event-type.ts'
import { getEventTypeRoute } from './get-event-type.ts'
import { listEventTypesRoute } from './list-event-types.ts'
import { putEventTypeRoute } from './put-event-type.ts'

export const eventTypeReadRoutes: readonly Route[] = [listEventTypesRoute, getEventTypeRoute]

export const eventTypeRoutes: readonly Route[] = [
  createEventTypeRoute,
  ...eventTypeReadRoutes,
  putEventTypeRoute,
  deleteEventTypeRoute,
]
