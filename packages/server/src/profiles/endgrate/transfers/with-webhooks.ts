import { RequestError } from '../../../domain/errors.ts'
import { notFound } from '../../../http/workspace-access.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { RecordKey } from '../../../stores/profile-store.ts'
import { getSession, updateSession, type Session } from '../session-record.ts'
import { getTransfer, transferKey } from '../transfer-record.ts'
import {
  deleteTransferWebhooks,
  getTransferWebhooks,
  insertTransferWebhooks,
  type TransferWebhooks,
} from '../transfer-webhooks-record.ts'
import { createWebhooks } from '../webhooks/create-webhooks.ts'
import type { Initiator } from '../webhooks/initiator.ts'
import type { WantedWebhook } from '../webhooks/read-webhooks.ts'
import { removeWebhooks } from '../webhooks/remove-webhooks.ts'
import { lookAtWebhooksEveryMs } from './retire-webhooks.ts'

export interface WebhooksToGive {
  readonly session: RecordKey
  readonly transferId: string
  readonly webhooks: readonly WantedWebhook[]
  readonly initiator: Initiator
}

const maxTries = 5

/**
 * Makes the webhooks of a transfer and then begins it, so that none of its callbacks is missed. When
 * either fails, nothing is left of them; should this process die, they end as those of a transfer
 * that is over do.
 */
export async function withWebhooks<Begun>(
  context: ManagementContext,
  { session: key, transferId, webhooks, initiator }: WebhooksToGive,
  begin: () => Promise<Begun>,
): Promise<Begun> {
  if (webhooks.length === 0) return begin()
  const given = { transferId, webhookIds: webhooks.map(() => context.ids.next()) }
  const session = await writeDown(context, key, given)
  try {
    const { webhookIds: ids } = given
    await createWebhooks(context, initiator, { webhooks, ids, session, channel: transferId })
    return await begin()
  } catch (error) {
    await undo(context, initiator, { ...given, session: key })
    throw error
  }
}

/** The session is written as well: whoever is about to delete it has to look again. */
async function writeDown(
  { store, clock }: ManagementContext,
  key: RecordKey,
  given: TransferWebhooks,
): Promise<Session> {
  const dueAtMs = clock.nowMs() + lookAtWebhooksEveryMs
  for (let tries = 0; tries < maxTries; tries += 1) {
    const stored = await getSession(store, key)
    if (stored === null) throw notFound('session')
    const { session } = stored
    const changes = [updateSession(stored, session), insertTransferWebhooks(key, given, dueAtMs)]
    if ((await store.changeRecords(changes, [])) === 'written') return session
  }
  throw new RequestError('conflict', 'This session is changing all the time. Try again.')
}

/** What cannot be undone now is found by the worker, or ends with the session. */
async function undo(
  context: ManagementContext,
  { keyId }: Pick<Initiator, 'keyId'>,
  { session, transferId, webhookIds }: TransferWebhooks & { readonly session: RecordKey },
): Promise<void> {
  const { store, engine } = context
  const { profile, workspaceId } = session
  try {
    // A write of unknown outcome may have begun the transfer, or made a webhook unknown to this node.
    if ((await getTransfer(store, transferKey(profile, workspaceId, transferId))) !== null) return
    await engine.refreshCatalog()
    await removeWebhooks(context, webhookIds, { kind: 'key', id: keyId })
    const stored = await getTransferWebhooks(store, session, transferId)
    if (stored !== null) await store.changeRecords([deleteTransferWebhooks(stored)], [])
  } catch {
    // The refusal that led here is what the caller has to be told.
  }
}
