import type { RaisedEvent } from '../../../domain/event.ts'
import type { Id } from '../../../domain/ids.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { Transfer } from '../transfer-record.ts'
import { raiseCallback } from './raise-callback.ts'
import type { TransferSource } from './transfer-source.ts'

const type = 'endgrate.transfer.requested'

/** Whether anybody would carry out a transfer of this workspace: a source, or a product that listens. */
export function canTransfer(
  { engine }: Pick<ManagementContext, 'engine'>,
  workspaceId: Id,
  source: TransferSource | null,
): boolean {
  return source !== null || engine.catalog.subscribers(workspaceId, type, []).length > 0
}

/**
 * Asks the product, by way of its workspace's webhooks, to carry out a transfer and to publish what
 * comes of it.
 *
 * @param transferData - the JSON array that a push hands over; null for a pull
 */
export function requestTransfer(
  { ids }: Pick<ManagementContext, 'ids'>,
  transfer: Transfer,
  transferData: Uint8Array | null,
): RaisedEvent {
  return raiseCallback({
    id: ids.next(),
    workspaceId: transfer.workspaceId,
    type,
    channels: [],
    data: [
      ['session_id', transfer.sessionId],
      ['endgrate_type', transfer.endgrateType],
      ['transfer_id', transfer.id],
      ['direction', transfer.direction],
      ['params', Buffer.from(transfer.params)],
      ['sync', transfer.sync],
      ['bypass_rate_limit', transfer.bypassRateLimit],
      ...(transferData === null ? [] : [['transfer_data', transferData] as const]),
    ],
  })
}
