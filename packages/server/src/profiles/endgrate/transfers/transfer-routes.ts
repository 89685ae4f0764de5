import { Type } from 'typebox'
import type { Caller } from '../../../domain/caller.ts'
import { RequestError, type SchemaMisfit } from '../../../domain/errors.ts'
import { objectMembers } from '../../../domain/json/object-members.ts'
import { defineRoute, type Call, type Route } from '../../../http/route.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { pathWith } from '../polling/page.ts'
import type { Session } from '../session-record.ts'
import { assertFits, misfit } from '../misfit.ts'
import { ownSession } from '../sessions/own-session.ts'
import { transferKey, type Transfer } from '../transfer-record.ts'
import { initiatorOf } from '../webhooks/initiator.ts'
import { readWebhooks, type GivenWebhooks, type WantedWebhook } from '../webhooks/read-webhooks.ts'
import { webhookFaults } from '../webhooks/webhook-faults.ts'
import { completedWebhook, dataWebhook, errorWebhook } from '../webhooks/webhook-schema.ts'
import { endgrateTypeField, sessionIdField, transferIdField } from '../wire-schemas.ts'
import { awaitTransfer } from './await-transfer.ts'
import { startTransfer } from './start-transfer.ts'
import type { TransferSource } from './transfer-source.ts'

const commonFields = {
  session_id: sessionIdField,
  endgrate_type: endgrateTypeField,
  completed_webhook: completedWebhook,
  data_webhook: dataWebhook,
  error_webhook: errorWebhook,
  synchronous: Type.Optional(
    Type.Boolean({ description: 'Answer when it has ended, or after five minutes.' }),
  ),
  bypass_rate_limit: Type.Optional(
    Type.Boolean({ description: 'Whether the provider’s own limits are disregarded.' }),
  ),
}

const pullBody = Type.Object({
  ...commonFields,
  params: Type.Optional(Type.Object({}, { description: 'Which records; for who hands them out.' })),
})

const pushBody = Type.Object({
  ...commonFields,
  transfer_data: Type.Array(Type.Object({}), { description: 'The records.' }),
})

const answer = {
  status: 200,
  description: 'The transfer has begun, or where it was waited for has ended.',
  schema: Type.Object({
    success: Type.Literal(true),
    transfer_id: transferIdField,
    statistics: Type.String({ description: 'Where its numbers are.' }),
  }),
} as const

/** As large as an event may be, and room for what is beside the records. */
const maxPushBytes = 1024 * 1024 + 64 * 1024

export function transferRoutes(source: TransferSource | null): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/pull/transfer',
      operationId: 'startPull',
      tag: 'Transfers',
      summary: 'Pull records',
      scope: 'manage',
      body: pullBody,
      answer,
      refusals: ['not_found', 'conflict', 'payload_too_large'],
      handle: (call, context) => transfer(call, context, { direction: 'pull', source }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/push/transfer',
      operationId: 'startPush',
      tag: 'Transfers',
      summary: 'Push records',
      scope: 'manage',
      body: pushBody,
      maxBodyBytes: maxPushBytes,
      answer,
      refusals: ['not_found', 'conflict', 'payload_too_large'],
      handle: (call, context) => transfer(call, context, { direction: 'push', source }),
    }),
  ]
}

interface TransferBody extends GivenWebhooks {
  readonly session_id: string
  readonly endgrate_type: string
  readonly synchronous?: boolean
  readonly bypass_rate_limit?: boolean
}

interface Means {
  readonly direction: Transfer['direction']
  readonly source: TransferSource | null
}

async function transfer(
  call: Call<unknown, unknown, TransferBody, Caller>,
  context: ManagementContext,
  { direction, source }: Means,
) {
  const { body, rawBody, request, surface } = call
  const members = new Map(objectMembers(rawBody))
  const webhooks = readTransferWebhooks(body, members)
  const { session, record } = await ownSession(call, body.session_id, context)
  assertDirection(session, direction)
  assertFits(webhookFaults(context, surface.name, webhooks))
  const { endgrate_type: endgrateType, synchronous = false } = body
  const order = {
    session: record,
    endgrateType,
    direction,
    synchronous,
    bypassRateLimit: body.bypass_rate_limit ?? false,
    params: members.get('params')?.toString('utf8') ?? '{}',
    transferData: direction === 'push' ? (members.get('transfer_data') ?? null) : null,
    webhooks,
    initiator: initiatorOf(call, context),
  }
  const begun = await startTransfer(context, order, source)
  const key = transferKey(surface.name, begun.workspaceId, begun.id)
  if (synchronous) await awaitTransfer(context, key, () => request.raw.socket.destroyed)
  return {
    success: true as const,
    transfer_id: begun.id,
    statistics: pathWith(`${surface.root}/statistics`, {
      session_id: session.id,
      transfer_id: begun.id,
    }),
  }
}

/** [found] Those that newer versions of the document give for one transfer, of either direction. */
function readTransferWebhooks(
  body: TransferBody,
  members: ReadonlyMap<string, Buffer>,
): WantedWebhook[] {
  const misfits: SchemaMisfit[] = []
  const webhooks = readWebhooks(body, members, misfits)
  if (members.has('configuration_webhook')) {
    misfits.push(misfit(['configuration_webhook'], ofSession))
  }
  if (body.data_webhook?.continuous === true) {
    misfits.push(misfit(['data_webhook', 'continuous'], ofSession))
  }
  assertFits(misfits)
  return webhooks
}

const ofSession = 'is given when the session is initiated, and not for one transfer'

function assertDirection({ kind }: Session, direction: Transfer['direction']): void {
  if (kind === 'session' || kind === direction) return
  throw new RequestError('validation_error', `This session was initiated to ${kind} only.`)
}
