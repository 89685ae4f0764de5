import type { ApiKey } from '../domain/api-key.ts'
import type { Id } from '../domain/ids.ts'
import { auditEntry } from './audit-entry.ts'
import type { ManagementContext } from './management-context.ts'

/** The key is refused from now on, and within seconds on other nodes. Once revoked it stays as it is. */
export async function revokeKey(
  context: ManagementContext,
  apiKey: ApiKey,
  actorKeyId: Id | null,
): Promise<void> {
  if (apiKey.revokedAtMs !== null) return
  const audit = auditEntry(context, {
    workspaceId: apiKey.workspaceId,
    actorKeyId,
    action: 'key.revoke',
    targetId: apiKey.id,
    detail: { name: apiKey.name },
  })
  await context.store.revokeKey(apiKey.id, context.clock.nowMs(), audit)
  await context.engine.refreshCatalog()
}
