import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { defineRoute } from '../../../http/route.ts'
import { updateSession, type SchemaEntry } from '../session-record.ts'
import { answerSession, endgrateTypeField, sessionAnswer, sessionIdField } from '../wire-schemas.ts'
import { assertFits, misfit } from '../misfit.ts'
import { ownSession } from './own-session.ts'

const maxTries = 5

export const setSchemasRoute = defineRoute({
  method: 'POST',
  path: '/api/schemas',
  operationId: 'setSchemas',
  tag: 'Sessions',
  summary: 'Set the schemas of a session',
  description: 'They take the place of those that the session was initiated with.',
  scope: 'manage',
  body: Type.Object({
    session_id: sessionIdField,
    data: Type.Array(
      Type.Object({
        endgrate_type: endgrateTypeField,
        associations: Type.Optional(Type.Boolean()),
      }),
      { maxItems: 100 },
    ),
  }),
  answer: { status: 200, description: 'They are set.', schema: sessionAnswer },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { session_id: sessionId, data } = call.body
    const schema = data.map(
      ({ endgrate_type: endgrateType, associations = false }): SchemaEntry => ({
        endgrateType,
        associations,
      }),
    )
    assertFits(
      schema.flatMap(({ endgrateType }, index) => {
        const first = schema.findIndex((each) => each.endgrateType === endgrateType)
        return first === index ? [] : [misfit(['data', index, 'endgrate_type'], 'is there twice')]
      }),
    )
    for (let tries = 0; tries < maxTries; tries += 1) {
      const stored = await ownSession(call, sessionId, context)
      const change = updateSession(stored, { ...stored.session, schema })
      const result = await context.store.changeRecords([change], [])
      if (result === 'written') return answerSession(sessionId)
    }
    throw new RequestError('conflict', 'This session is changing all the time. Try again.')
  },
})
