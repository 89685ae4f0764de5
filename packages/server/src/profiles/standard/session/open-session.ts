import { Type } from 'typebox'
import type { ApiKey } from '../../../domain/api-key.ts'
import type { Caller } from '../../../domain/caller.ts'
import { RequestError } from '../../../domain/errors.ts'
import { clientNetwork } from '../../../http/client-address.ts'
import { countedFor } from '../../../http/known-browser.ts'
import { openOperatorSession, type OpenedSession } from '../../../http/operator-session.ts'
import { assertOwnPage, isFromHttps } from '../../../http/public-origin.ts'
import { defineRoute, type Call } from '../../../http/route.ts'
import { longestSessionMs, sessionCookie } from '../../../http/session.ts'
import { auditEntry } from '../../../management/audit-entry.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { longestOperatorName } from '../../../management/operators/operator-name.ts'
import { longestPassword } from '../../../management/operators/password-rules.ts'
import { signIn } from '../../../management/operators/sign-in.ts'
import { closedObject } from '../schemas.ts'
import { sessionSchema, showSession } from './session-schema.ts'

const credentials = closedObject({
  name: Type.String({ maxLength: longestOperatorName, description: 'The operator’s name.' }),
  password: Type.String({
    maxLength: longestPassword,
    description: 'The operator’s password.',
  }),
})

export const openSessionRoute = defineRoute({
  method: 'POST',
  path: '/v1/session',
  operationId: 'openSession',
  tag: 'Sessions',
  summary: 'Sign a browser in',
  description:
    'For pages of this server: the answer sets a cookie that no script can read, which does in `/v1` what the key does, for twelve hours or until the key is revoked. Operators send their name and password instead of a key; their sessions end when the password is changed. With the cookie, requests that change something need the header `Posthorn-Session: 1`.',
  scope: 'read',
  keyIsOptional: true,
  body: credentials,
  bodyIsOptional: true,
  maxBodyBytes: 8192,
  answer: { status: 201, description: 'The session.', schema: sessionSchema },
  refusals: ['rate_limited', 'unavailable'],
  async handle({ body, request, reply }, context) {
    assertOwnPage(request, context.settings.publicUrl)
    const { caller } = request
    // A cookie does not do here: a session must not open the next one, or it would never end.
    const opened =
      caller?.kind === 'key'
        ? { caller, ...openKeySession(context, caller, request) }
        : await openByPassword(context, body, request)
    await context.store.recordAudit(
      auditEntry(context, {
        workspaceId: opened.caller.workspaceId,
        actor: opened.caller,
        action: 'session.open',
        targetId: opened.caller.id,
        detail: {},
      }),
    )
    reply.header('Set-Cookie', opened.cookies)
    return showSession(opened.caller, opened.expiresAtMs)
  },
})

type Request = Call['request']

function openKeySession(
  { clock, sealer }: ManagementContext,
  key: ApiKey,
  request: Request,
): OpenedSession {
  const nowMs = clock.nowMs()
  const endsAtMs = nowMs + longestSessionMs
  const expiresAtMs = Math.min(endsAtMs, key.expiresAtMs ?? endsAtMs)
  const session = { keyHash: key.hash, expiresAtMs }
  const cookie = sessionCookie(sealer, session, { isSecure: isFromHttps(request), nowMs })
  return { expiresAtMs, cookies: [cookie] }
}

async function openByPassword(
  context: ManagementContext,
  body: { readonly name: string; readonly password: string } | undefined,
  request: Request,
): Promise<OpenedSession & { readonly caller: Caller }> {
  if (body === undefined) {
    throw new RequestError(
      'unauthorized',
      'Neither an API key nor a name and a password were sent.',
      { reason: 'missing_key' },
    )
  }
  const from = { cookies: request.headers.cookie, address: clientNetwork(request) }
  const counted = countedFor(context, body.name, from)
  const operator = await signIn(context, { ...body, counted })
  return { caller: operator, ...openOperatorSession(context, operator, request) }
}
