import { bearerOf } from '../../../http/authentication.ts'
import { defineRoute } from '../../../http/route.ts'
import { longestSessionMs, sessionCookie } from '../../../http/session.ts'
import { auditEntry } from '../../../management/audit-entry.ts'
import { sessionSchema, showSession } from './session-schema.ts'

export const openSessionRoute = defineRoute({
  method: 'POST',
  path: '/v1/session',
  operationId: 'openSession',
  tag: 'Sessions',
  summary: 'Sign a browser in',
  description:
    'For pages of this server: the answer sets a cookie that no script can read, which does in `/v1` what the key does, for twelve hours or until the key is revoked. With it, requests that change something need the header `Posthorn-Session: 1`.',
  scope: 'read',
  answer: { status: 201, description: 'The session.', schema: sessionSchema },
  async handle({ caller, request, reply }, context) {
    const { authorization, origin } = request.headers
    // A session must not open the next one, or it would never end.
    bearerOf(authorization)
    if (caller.kind !== 'key') throw new TypeError('A key was sent, and something else was found')
    const nowMs = context.clock.nowMs()
    const endsAtMs = nowMs + longestSessionMs
    const expiresAtMs = Math.min(endsAtMs, caller.expiresAtMs ?? endsAtMs)
    await context.store.recordAudit(
      auditEntry(context, {
        workspaceId: caller.workspaceId,
        actor: caller,
        action: 'session.open',
        targetId: caller.id,
        detail: {},
      }),
    )
    reply.header(
      'Set-Cookie',
      sessionCookie(
        context.sealer,
        { keyHash: caller.hash, expiresAtMs },
        { isSecure: origin?.startsWith('https:') === true, nowMs },
      ),
    )
    return showSession(caller, expiresAtMs)
  },
})
