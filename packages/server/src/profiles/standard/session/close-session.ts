import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { endedSessionCookies } from '../../../http/session.ts'
import { answerObject } from '../schemas.ts'

export const closeSessionRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/session',
  operationId: 'closeSession',
  tag: 'Sessions',
  summary: 'Sign a browser out',
  description: 'Takes the cookie back. To end a session that is open elsewhere, revoke its key.',
  scope: null,
  answer: {
    status: 200,
    description: 'The browser is signed out.',
    schema: answerObject({ deleted: Type.Boolean() }),
  },
  async handle({ reply }) {
    reply.header('Set-Cookie', endedSessionCookies())
    return { deleted: true }
  },
})
