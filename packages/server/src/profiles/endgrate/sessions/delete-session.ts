import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { endSession } from '../transfers/end-session.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { answerSession, sessionAnswer, sessionIdField } from '../wire-schemas.ts'
import { ownSession } from './own-session.ts'

export const deleteSessionRoute = defineRoute({
  method: 'POST',
  path: '/api/session/delete',
  operationId: 'deleteSession',
  tag: 'Sessions',
  summary: 'Delete a session',
  description: 'Its webhooks get nothing more, and its transfers stop.',
  scope: 'manage',
  body: Type.Object({ session_id: sessionIdField }),
  answer: { status: 200, description: 'It is gone.', schema: sessionAnswer },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { record } = await ownSession(call, call.body.session_id, context)
    if (!(await endSession(context, record, call.caller))) throw notFound('session')
    return answerSession(record.id)
  },
})
