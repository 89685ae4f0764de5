import { Type, type Static } from 'typebox'
import type { Caller } from '../../../domain/caller.ts'
import { RequestError } from '../../../domain/errors.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { defineRoute, type Call } from '../../../http/route.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { Session } from '../session-record.ts'
import { misfit } from '../misfit.ts'
import { ownSession } from '../sessions/own-session.ts'
import type { StoredTransfer, Transfer } from '../transfer-record.ts'
import { settledTransfer } from '../transfers/settled-transfer.ts'
import { sessionIdField, transferIdField } from '../wire-schemas.ts'
import { latestTransfers } from './latest-transfers.ts'
import { ownTransfer } from './own-transfer.ts'
import { statisticsOf, typeStatisticsSchema } from './transfer-statistics.ts'

const directions = { IMPORT: 'pull', EXPORT: 'push' } as const

type Method = keyof typeof directions

const statisticsQuery = Type.Object({
  method: Type.Optional(
    Type.Enum(['IMPORT', 'EXPORT'], { description: 'What the session is for, unless told.' }),
  ),
  session_id: Type.Optional(sessionIdField),
  transfer_id: Type.Optional(transferIdField),
})

export const getStatisticsRoute = defineRoute({
  method: 'GET',
  path: '/api/statistics',
  operationId: 'getStatistics',
  tag: 'Transfers',
  summary: 'Get the numbers of transfers',
  description: 'Of one transfer, or of the latest one of each type of a session.',
  scope: 'read',
  query: statisticsQuery,
  answer: {
    status: 200,
    description: 'The numbers for each type.',
    schema: Type.Object({
      method: Type.Enum(['IMPORT', 'EXPORT']),
      completed: Type.Boolean({ description: 'Whether all of these transfers are.' }),
      initiated: Type.String({
        description: 'When the first of them was begun; where there is none, the session.',
      }),
      statistics: Type.Record(Type.String(), typeStatisticsSchema),
    }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const { session, method, transfers } = await askedFor(call, context)
    const settled: Transfer[] = []
    for (const transfer of transfers) settled.push(await settledTransfer(context, transfer))
    const firstMs = Math.min(...settled.map(({ startedAtMs }) => startedAtMs))
    return {
      method,
      completed: settled.length > 0 && settled.every(({ state }) => state === 'completed'),
      initiated: new Date(settled.length > 0 ? firstMs : session.createdAtMs).toISOString(),
      statistics: await statisticsOf(context, session, settled),
    }
  },
})

interface Asked {
  readonly session: Session
  readonly method: Method
  readonly transfers: readonly StoredTransfer[]
}

async function askedFor(
  call: Call<unknown, Static<typeof statisticsQuery>, unknown, Caller>,
  context: ManagementContext,
): Promise<Asked> {
  const { method, session_id: sessionId, transfer_id: transferId } = call.query
  if (transferId !== undefined) {
    const stored = await ownTransfer(call, transferId, context)
    const { direction, sessionId: itsSession } = stored.transfer
    const itsMethod = direction === 'pull' ? 'IMPORT' : 'EXPORT'
    const isMeant = method === undefined || method === itsMethod
    if (!isMeant || (sessionId ?? itsSession) !== itsSession) throw notFound('transfer')
    const { session } = await ownSession(call, itsSession, context)
    return { session, method: itsMethod, transfers: [stored] }
  }
  if (sessionId === undefined) throw missingSession()
  const { session, record } = await ownSession(call, sessionId, context)
  const asked = method ?? (session.kind === 'push' ? 'EXPORT' : 'IMPORT')
  const transfers = await latestTransfers(context, record, directions[asked])
  return { session, method: asked, transfers }
}

function missingSession(): RequestError {
  const problem = 'is missing, and so is transfer_id'
  const fault = { ...misfit(['session_id'], problem), part: 'query' } as const
  return new RequestError('validation_error', `\`session_id\` ${problem}.`, { misfits: [fault] })
}
