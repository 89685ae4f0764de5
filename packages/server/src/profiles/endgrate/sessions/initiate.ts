import type { Caller } from '../../../domain/caller.ts'
import { defineRoute, type Call, type Route } from '../../../http/route.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { Session } from '../session-record.ts'
import type { TransferSource } from '../transfers/transfer-source.ts'
import { initiatorOf } from '../webhooks/initiator.ts'
import { answerSession, sessionAnswer } from '../wire-schemas.ts'
import {
  pullInitiateSchema,
  pushInitiateSchema,
  sessionInitiateSchema,
  type InitiateBody,
} from './initiate-schema.ts'
import { initiateSession } from './initiate-session.ts'
import { readInitiate } from './read-initiate.ts'

const description =
  'The session is a channel of its own: what is published to it goes to these webhooks.'

const answer = { status: 200, description: 'The new session.', schema: sessionAnswer } as const

export function initiateRoutes(source: TransferSource | null): Route[] {
  const initiate = async (
    call: Call<unknown, unknown, InitiateBody, Caller>,
    kind: Session['kind'],
    context: ManagementContext,
  ) => {
    const wanted = readInitiate(kind, call.body, call.rawBody)
    const { id } = await initiateSession(context, initiatorOf(call, context), wanted, source)
    return answerSession(id)
  }
  return [
    defineRoute({
      method: 'POST',
      path: '/api/session/initiate',
      operationId: 'initiateSession',
      tag: 'Sessions',
      summary: 'Begin a session that pulls and pushes',
      description,
      scope: 'manage',
      body: sessionInitiateSchema,
      answer,
      refusals: ['conflict'],
      handle: (call, context) => initiate(call, 'session', context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/pull/initiate',
      operationId: 'initiatePull',
      tag: 'Sessions',
      summary: 'Begin a session that pulls',
      description,
      scope: 'manage',
      body: pullInitiateSchema,
      answer,
      refusals: ['conflict'],
      handle: (call, context) => initiate(call, 'pull', context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/push/initiate',
      operationId: 'initiatePush',
      tag: 'Sessions',
      summary: 'Begin a session that pushes',
      description,
      scope: 'manage',
      body: pushInitiateSchema,
      answer,
      refusals: ['conflict'],
      handle: (call, context) => initiate(call, 'push', context),
    }),
  ]
}
