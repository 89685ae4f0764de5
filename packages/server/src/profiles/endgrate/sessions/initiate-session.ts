import { timeOfIdMs } from '../../../domain/ids.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { assertFits, misfit } from '../misfit.ts'
import { objectIdOf } from '../object-id.ts'
import { insertSession, sessionKey, type Session } from '../session-record.ts'
import { endSession } from '../transfers/end-session.ts'
import { canTransfer } from '../transfers/transfer-request.ts'
import type { TransferSource } from '../transfers/transfer-source.ts'
import { createWebhooks } from '../webhooks/create-webhooks.ts'
import type { Initiator } from '../webhooks/initiator.ts'
import { webhookFaults } from '../webhooks/webhook-faults.ts'
import type { WantedSession } from './read-initiate.ts'

/** [found] How long a session lives that is not saved. */
const sessionLifeMs = 72 * 60 * 60 * 1000

/**
 * Makes a session with its webhooks, or nothing at all. The session is written first, with the ids
 * that its webhooks are going to have: should this process die half-way, what was made ends with it.
 *
 * Throws `validation_error` for each webhook that cannot be, `conflict` where there are too many.
 */
export async function initiateSession(
  context: ManagementContext,
  initiator: Initiator,
  wanted: WantedSession,
  source: TransferSource | null,
): Promise<Session> {
  const { workspace, profile } = initiator
  const faults = webhookFaults(context, profile, wanted.webhooks)
  if (wanted.continuous && !canTransfer(context, workspace.id, source)) {
    faults.push(misfit(['data_webhook', 'continuous'], nobodyTransfers))
  }
  assertFits(faults)
  const session = newSession(context, initiator, wanted)
  const result = await context.store.changeRecords([insertSession(profile, session)], [])
  if (result === 'changed') throw new Error(`There is a session ${session.id} already`)
  try {
    await createWebhooks(context, initiator, {
      webhooks: wanted.webhooks,
      ids: session.webhookIds,
      session,
      channel: session.id,
    })
  } catch (error) {
    await undo(context, initiator, session)
    throw error
  }
  context.wakeWorker(profile)
  return session
}

const nobodyTransfers =
  'cannot be true here: this server has no source of records, and no webhook of the workspace gets `endgrate.transfer.requested`'

function newSession(
  { ids }: ManagementContext,
  { workspace, keyId }: Initiator,
  { webhooks, saved, ...wanted }: WantedSession,
): Session {
  const id = ids.next()
  const createdAtMs = timeOfIdMs(id)
  return {
    ...wanted,
    id: objectIdOf(id),
    workspaceId: workspace.id,
    keyId,
    createdAtMs,
    expiresAtMs: saved ? null : createdAtMs + sessionLifeMs,
    webhookIds: webhooks.map(() => ids.next()),
    laneId: ids.next(),
    nextLookAtMs: wanted.continuous ? createdAtMs : null,
    configuredAtMs: null,
    streams: [],
  }
}

/** What cannot be undone now ends with the session. */
async function undo(
  context: ManagementContext,
  { workspace, profile, keyId }: Initiator,
  { id }: Session,
): Promise<void> {
  try {
    // A write of unknown outcome may have made one that this node has not heard of.
    await context.engine.refreshCatalog()
    await endSession(context, sessionKey(profile, workspace.id, id), { kind: 'key', id: keyId })
  } catch {
    // The refusal that led here is what the caller has to be told.
  }
}
