import { notFound } from '../../../http/workspace-access.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { ownWorkspace, type OwnCall } from '../../own-webhooks.ts'
import { ownSession } from '../sessions/own-session.ts'
import { getTransfer, transferKey, type StoredTransfer } from '../transfer-record.ts'

/** Throws `not_found` for a transfer of another workspace or profile, or of a session that is gone. */
export async function ownTransfer(
  call: OwnCall,
  id: string,
  context: ManagementContext,
): Promise<StoredTransfer> {
  const workspace = ownWorkspace(call, context)
  const key = transferKey(call.surface.name, workspace.id, id)
  const stored = await getTransfer(context.store, key)
  if (stored === null) throw notFound('transfer')
  await ownSession(call, stored.transfer.sessionId, context)
  return stored
}
