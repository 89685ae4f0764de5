import { defineRoute } from '../../../http/route.ts'
import { findPortalLink, portalLinkSchema, showPortalLink } from './portal-link-schema.ts'

export const getPortalLinkRoute = defineRoute({
  method: 'GET',
  path: '/v1/portal-links/{id}',
  operationId: 'getPortalLink',
  tag: 'Portal links',
  summary: 'Get a link to the customer portal',
  scope: 'manage',
  params: { id: 'The link: `portal_…`' },
  answer: { status: 200, description: 'The link.', schema: portalLinkSchema },
  async handle({ caller, params }, context) {
    const link = await findPortalLink(caller, params.id, context)
    return showPortalLink(link, context.clock.nowMs())
  },
})
