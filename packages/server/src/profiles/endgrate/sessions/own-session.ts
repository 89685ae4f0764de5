import { notFound } from '../../../http/workspace-access.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { ownWorkspace, type OwnCall } from '../../own-webhooks.ts'
import { getSession, sessionKey, type StoredSession } from '../session-record.ts'

/** Throws `not_found` for a session of another workspace or profile, and for one that has expired. */
export async function ownSession(
  call: OwnCall,
  id: string,
  context: ManagementContext,
): Promise<StoredSession> {
  const workspace = ownWorkspace(call, context)
  const key = sessionKey(call.surface.name, workspace.id, id)
  const stored = await getSession(context.store, key)
  if (stored === null || isExpired(stored, context)) throw notFound('session')
  return stored
}

/** The worker ends it within seconds; from its time on it is gone for everybody. */
function isExpired({ session: { expiresAtMs } }: StoredSession, { clock }: ManagementContext) {
  return expiresAtMs !== null && expiresAtMs <= clock.nowMs()
}
