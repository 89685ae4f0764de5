import { Type } from 'typebox'
import { endedPortalCookies, portalSecretIn } from '../../../http/portal-cookies.ts'
import { portalNamed } from '../../../http/portal-session.ts'
import { defineRoute } from '../../../http/route.ts'
import { endedSessionCookies } from '../../../http/session.ts'
import { closePortalSession } from '../../../management/portal-links/close-portal-session.ts'
import { answerObject } from '../schemas.ts'

export const closeSessionRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/session',
  operationId: 'closeSession',
  tag: 'Sessions',
  summary: 'Sign a browser out',
  description:
    'Takes the cookie back. To end a session that is open elsewhere, revoke its key. With the id of a portal link in the header `Posthorn-Session`, it ends the session of that portal.',
  scope: null,
  answer: {
    status: 200,
    description: 'The browser is signed out.',
    schema: answerObject({ deleted: Type.Boolean() }),
  },
  async handle({ request, reply }, context) {
    const linkId = portalNamed(request.headers)
    if (linkId === null) {
      reply.header('Set-Cookie', endedSessionCookies())
      return { deleted: true }
    }
    const secret = portalSecretIn(request.headers.cookie, linkId)
    if (secret !== undefined) await closePortalSession(context, linkId, secret)
    reply.header('Set-Cookie', endedPortalCookies(linkId))
    return { deleted: true }
  },
})
