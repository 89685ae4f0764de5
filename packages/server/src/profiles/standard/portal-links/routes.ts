import type { Route } from '../../../http/route.ts'
import { createPortalLinkRoute } from './create-portal-link.ts'
import { getPortalLinkRoute } from './get-portal-link.ts'
import { listPortalLinksRoute } from './list-portal-links.ts'
import { openPortalSessionRoute } from './open-portal-session.ts'
import { revokePortalLinkRoute } from './revoke-portal-link.ts'

export const portalLinkRoutes: readonly Route[] = [
  createPortalLinkRoute,
  listPortalLinksRoute,
  getPortalLinkRoute,
  revokePortalLinkRoute,
  openPortalSessionRoute,
]
