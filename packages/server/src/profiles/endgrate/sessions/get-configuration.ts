import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { prepareJson } from '../../../http/prepared-json.ts'
import { defineRoute } from '../../../http/route.ts'
import { endgratePayload } from '../callback-body.ts'
import { latestConfiguration } from '../session-events.ts'
import { sessionIdField } from '../wire-schemas.ts'
import { ownSession } from './own-session.ts'

export const getConfigurationRoute = defineRoute({
  method: 'GET',
  path: '/api/session/configuration',
  operationId: 'getConfiguration',
  tag: 'Sessions',
  summary: 'Get what the user has configured',
  description: 'What the configuration webhook was sent last, without its metadata.',
  scope: 'read',
  query: Type.Object({ session_id: sessionIdField }),
  answer: {
    status: 200,
    description: 'The configuration.',
    schema: Type.Object({ success: Type.Boolean(), session_id: sessionIdField }),
  },
  refusals: ['not_found', 'validation_error'],
  async handle(call, context) {
    const { session } = await ownSession(call, call.query.session_id, context)
    const event = await latestConfiguration(context, session)
    if (event === null) throw new RequestError('validation_error', 'Session not yet configured.')
    const { type, data } = event
    const payload = endgratePayload({ type, data, sessionId: session.id, metadata: null })
    return prepareJson(call.reply, payload.toString('utf8'))
  },
})
