import { defineRoute } from '../../../http/route.ts'
import { sessionIn } from '../../../http/session.ts'
import { sessionSchema, showSession } from './session-schema.ts'

export const getSessionRoute = defineRoute({
  method: 'GET',
  path: '/v1/session',
  operationId: 'getSession',
  tag: 'Sessions',
  summary: 'Tell who asks',
  description: 'And what they may do: for pages, which show only what would be allowed.',
  scope: 'read',
  portal: 'read',
  answer: { status: 200, description: 'Who asks.', schema: sessionSchema },
  async handle({ caller, request }, { sealer }) {
    if (caller.kind === 'portal') return showSession(caller, caller.expiresAtMs)
    const { authorization, cookie } = request.headers
    const session = authorization === undefined ? sessionIn(cookie, sealer) : null
    return showSession(caller, session?.expiresAtMs ?? null)
  },
})
