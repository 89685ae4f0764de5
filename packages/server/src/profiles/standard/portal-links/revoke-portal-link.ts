import { formatPublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { revokePortalLink } from '../../../management/portal-links/revoke-portal-link.ts'
import { deletedSchema } from '../schemas.ts'
import { findPortalLink } from './portal-link-schema.ts'

export const revokePortalLinkRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/portal-links/{id}',
  operationId: 'revokePortalLink',
  tag: 'Portal links',
  summary: 'Revoke a link to the customer portal',
  description:
    'The link and the session that came of it are refused from now on. Revoking it again changes nothing.',
  scope: 'manage',
  params: { id: 'The link: `portal_…`' },
  answer: { status: 200, description: 'It is revoked.', schema: deletedSchema('portal') },
  async handle({ caller, params }, context) {
    const link = await findPortalLink(caller, params.id, context)
    await revokePortalLink(context, link, caller)
    return { id: formatPublicId('portal', link.id), deleted: true }
  },
})
