import { Type } from 'typebox'
import type { Event } from '../../../domain/event.ts'
import { composeObject } from '../../../domain/json/compose-object.ts'
import { objectMembers } from '../../../domain/json/object-members.ts'
import { prepareJson } from '../../../http/prepared-json.ts'
import { defineRoute } from '../../../http/route.ts'
import { ownWorkspace } from '../../own-webhooks.ts'
import { endgratePayload } from '../callback-body.ts'
import { errorEvents, transferIdOf } from '../session-events.ts'
import { ownSession } from '../sessions/own-session.ts'
import { sessionIdField, transferIdField } from '../wire-schemas.ts'
import { ownTransfer } from './own-transfer.ts'
import { metaSchema, PageCollector, pageFields, pageJson, pathWith } from './page.ts'
import { createSessionFinder } from './session-finder.ts'

/** Errors further back are not looked for: the list is read through from its beginning. */
const mostErrors = 10_000

export const listErrorsRoute = defineRoute({
  method: 'GET',
  path: '/api/errors',
  operationId: 'listErrors',
  tag: 'Transfers',
  summary: 'List errors',
  description: `What error webhooks are sent, the latest first: of the workspace’s sessions, of one of them, or of a transfer. At most the latest ${mostErrors}.`,
  scope: 'read',
  query: Type.Object({
    ...pageFields,
    session_id: Type.Optional(sessionIdField),
    transfer_id: Type.Optional(transferIdField),
  }),
  answer: {
    status: 200,
    description: 'A page of errors.',
    schema: Type.Object({
      success: Type.Literal(true),
      meta: metaSchema,
      errors: Type.Array(Type.Object({ session_id: sessionIdField })),
    }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const { id: workspaceId } = ownWorkspace(call, context)
    const { session_id: sessionId, transfer_id: transferId } = call.query
    if (sessionId !== undefined) await ownSession(call, sessionId, context)
    const asked = sessionId ?? (await sessionOfTransfer())
    const sessionOf = createSessionFinder(call, context)
    const page = new PageCollector(call.query)
    let looked = 0
    for await (const event of errorEvents(context, workspaceId, asked)) {
      looked += 1
      if (looked > mostErrors) break
      if (transferId !== undefined && transferIdOf(event.data) !== transferId) continue
      const session = asked ?? (await sessionOf(event))
      if (session !== null) page.pass(errorItem(event, session))
    }
    const named = { session_id: sessionId, transfer_id: transferId }
    const path = pathWith(`${call.surface.root}/errors`, named)
    return prepareJson(call.reply, pageJson(page, 'errors', path))

    async function sessionOfTransfer(): Promise<string | null> {
      if (transferId === undefined) return null
      return (await ownTransfer(call, transferId, context)).transfer.sessionId
    }
  },
})

/** What is a callback's alone. */
const ofCallback = new Set(['success', 'metadata'])

/** [found] The callback without `success` and `metadata`. */
function errorItem({ type, data }: Event, sessionId: string): Buffer {
  const payload = endgratePayload({ type, data, sessionId, metadata: null })
  return composeObject(objectMembers(payload).filter(([key]) => !ofCallback.has(key)))
}
