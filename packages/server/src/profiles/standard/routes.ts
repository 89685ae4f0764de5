import type { Route } from '../../http/route.ts'
import { eventTypeRoutes } from './event-types/routes.ts'
import { keyRoutes } from './keys/routes.ts'
import { workspaceRoutes } from './workspaces/routes.ts'

/** In the order in which the API's description lists them. */
export const standardRoutes: readonly Route[] = [
  ...eventTypeRoutes,
  ...workspaceRoutes,
  ...keyRoutes,
]
