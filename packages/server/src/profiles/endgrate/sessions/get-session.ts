import { Type } from 'typebox'
import { composeObject, type ObjectPart } from '../../../domain/json/compose-object.ts'
import { prepareJson } from '../../../http/prepared-json.ts'
import { defineRoute } from '../../../http/route.ts'
import { sessionIdField } from '../wire-schemas.ts'
import { ownSession } from './own-session.ts'

/**
 * For the product that runs this server: the pages that its users set a session up on are its own,
 * and what the session was initiated with says how they are to be shown.
 */
export const getSessionRoute = defineRoute({
  method: 'GET',
  path: '/api/session',
  operationId: 'getSession',
  tag: 'Sessions',
  summary: 'Get what a session was initiated with',
  scope: 'read',
  query: Type.Object({ session_id: sessionIdField }),
  answer: {
    status: 200,
    description: 'The request that initiated it, without its webhooks.',
    schema: Type.Object({
      success: Type.Literal(true),
      session_id: sessionIdField,
      kind: Type.Enum(['session', 'pull', 'push'], { description: 'Which call initiated it.' }),
      created_at: Type.String(),
      expires_at: Type.Union([Type.String(), Type.Null()], {
        description: 'null: it is kept until it is deleted.',
      }),
      sync: Type.Boolean(),
      continuous: Type.Boolean(),
      webhook_concurrency: Type.Boolean(),
      options: Type.Object({}, { description: 'All other fields of the request, as they came.' }),
    }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const { session } = await ownSession(call, call.query.session_id, context)
    const { createdAtMs, expiresAtMs } = session
    const parts: ObjectPart[] = [
      ['success', true],
      ['session_id', session.id],
      ['kind', session.kind],
      ['created_at', timeOf(createdAtMs)],
      ['expires_at', expiresAtMs === null ? Buffer.from('null') : timeOf(expiresAtMs)],
      ['sync', session.sync],
      ['continuous', session.continuous],
      ['webhook_concurrency', session.webhookConcurrency],
      ['options', Buffer.from(session.options)],
    ]
    return prepareJson(call.reply, composeObject(parts).toString('utf8'))
  },
})

/** With milliseconds, as the document writes times. */
function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
