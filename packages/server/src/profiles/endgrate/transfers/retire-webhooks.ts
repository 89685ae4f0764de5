import type { ManagementContext } from '../../../management/management-context.ts'
import { heldFor } from '../../../management/held-deliveries.ts'
import type { Id } from '../../../domain/ids.ts'
import { getTransfer, transferKey } from '../transfer-record.ts'
import {
  deleteTransferWebhooks,
  keepTransferWebhooks,
  type StoredTransferWebhooks,
} from '../transfer-webhooks-record.ts'
import { removeWebhooks } from '../webhooks/remove-webhooks.ts'
import { settledTransfer } from './settled-transfer.ts'

const hourMs = 60 * 60 * 1000

export const lookAtWebhooksEveryMs = hourMs

/** Errors may be told of after the end, and a callback is retried for minutes. */
const keptAfterEndMs = hourMs

/** As long as a session lives that is not saved: nobody waits longer for the end of a transfer. */
const longestTransferMs = 72 * hourMs

/** Deletes the webhooks of a transfer that is over, once nothing waits to be sent to them. */
export async function retireWebhooks(
  context: ManagementContext,
  stored: StoredTransferWebhooks,
): Promise<void> {
  const { store, clock } = context
  if (await areNeeded(context, stored)) {
    const dueAtMs = clock.nowMs() + lookAtWebhooksEveryMs
    await store.changeRecords([keepTransferWebhooks(stored, dueAtMs)], [])
    return
  }
  await removeWebhooks(context, stored.webhookIds, null)
  await store.changeRecords([deleteTransferWebhooks(stored)], [])
}

async function areNeeded(
  context: ManagementContext,
  { transferId, webhookIds, record }: StoredTransferWebhooks,
): Promise<boolean> {
  const { profile, workspaceId } = record
  const key = transferKey(profile, workspaceId, transferId)
  const found = await getTransfer(context.store, key)
  // It was never begun: whoever asked for it was told so, or this server died.
  if (found === null) return false
  const { startedAtMs, endedAtMs } = await settledTransfer(context, found)
  const untilMs = endedAtMs === null ? startedAtMs + longestTransferMs : endedAtMs + keptAfterEndMs
  if (context.clock.nowMs() < untilMs) return true
  for (const id of webhookIds) if (await isAwaited(context, id)) return true
  return false
}

/** Whether there are deliveries to this webhook that have not ended. */
async function isAwaited({ engine, store }: ManagementContext, id: Id): Promise<boolean> {
  const webhook = engine.catalog.webhook(id)
  if (webhook === undefined) return false
  if (heldFor(engine, webhook).length > 0) return true
  return (await store.countDeliveriesOfWebhook(webhook, { statuses: ['pending'] })) > 0
}
