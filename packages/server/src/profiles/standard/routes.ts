import type { Route } from '../../http/route.ts'
import { auditRoutes } from './audit/routes.ts'
import { creditRoutes } from './credits/routes.ts'
import { deliveryRoutes } from './deliveries/routes.ts'
import { erasureRoutes } from './erasures/routes.ts'
import { eventTypeReadRoutes, eventTypeRoutes } from './event-types/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { keyRoutes } from './keys/routes.ts'
import { masterKeyRoutes } from './master-key/routes.ts'
import { operatorRoutes } from './operators/routes.ts'
import { portalLinkRoutes } from './portal-links/routes.ts'
import { profileRoutes } from './profiles/routes.ts'
import { sessionRoutes } from './session/routes.ts'
import { statisticsRoutes } from './statistics/routes.ts'
import { recoveryRoutes } from './recoveries/routes.ts'
import { webhookRoutes } from './webhooks/routes.ts'
import { workspaceRoutes } from './workspaces/routes.ts'

/** In the order in which the API's description lists them. */
export const standardRoutes: readonly Route[] = [
  ...eventRoutes,
  ...webhookRoutes,
  ...deliveryRoutes,
  ...recoveryRoutes,
  ...statisticsRoutes,
  ...eventTypeRoutes,
  ...profileRoutes,
  ...workspaceRoutes,
  ...erasureRoutes,
  ...creditRoutes,
  ...keyRoutes,
  ...portalLinkRoutes,
  ...auditRoutes,
  ...masterKeyRoutes,
  ...operatorRoutes,
  ...sessionRoutes,
]

/** What the webhooks of one product need; events are published, and all else is kept, at `/v1`. */
export const productRoutes: readonly Route[] = [
  ...webhookRoutes,
  ...deliveryRoutes,
  ...eventTypeReadRoutes,
]
