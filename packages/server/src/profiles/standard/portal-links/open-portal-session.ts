import { Type } from 'typebox'
import { portalSessionOf } from '../../../domain/portal-link.ts'
import { portalCookies } from '../../../http/portal-cookies.ts'
import { parsePublicId } from '../../../http/public-ids.ts'
import { assertOwnPage, isFromHttps } from '../../../http/public-origin.ts'
import { defineRoute } from '../../../http/route.ts'
import { openPortalSession } from '../../../management/portal-links/open-portal-session.ts'
import { closedObject } from '../schemas.ts'
import { sessionSchema, showSession } from '../session/session-schema.ts'

export const openPortalSessionRoute = defineRoute({
  method: 'POST',
  path: '/v1/portal-links/{id}/session',
  operationId: 'openPortalSession',
  tag: 'Portal links',
  summary: 'Exchange a link for a session',
  description:
    'For the pages of the portal, once for each link: the answer sets a cookie that no script can read. With it, every request needs the header `Posthorn-Session` with the link’s id. Whoever has the secret of the link is told in `error.reason` why it is refused: `link_used`, `link_expired`, `link_revoked`; anybody else `link_unknown`.',
  scope: null,
  params: { id: 'The link: `portal_…`' },
  body: closedObject({
    secret: Type.String({
      maxLength: 200,
      description: 'What follows the `#` in the link.',
      examples: ['7k0Vb2wq1mJc9TfXy3Rz8LhNs5PdGaEu4oQiWt6BxYM'],
    }),
  }),
  answer: { status: 201, description: 'The session.', schema: sessionSchema },
  refusals: ['unauthorized', 'forbidden'],
  async handle({ params, body: { secret }, request, reply }, context) {
    assertOwnPage(request, context.settings.publicUrl)
    const linkId = parsePublicId('portal', params.id)
    const { link, sessionSecret } = await openPortalSession(context, { linkId, secret })
    const cookie = {
      linkId: link.id,
      sessionSecret,
      isSecure: isFromHttps(request),
      maxAgeS: Math.floor((link.expiresAtMs - context.clock.nowMs()) / 1000),
    }
    reply.header('Set-Cookie', portalCookies(cookie))
    return showSession(portalSessionOf(link), link.expiresAtMs)
  },
})
