import type { ApiKey } from '../domain/api-key.ts'
import type { Actor } from '../domain/caller.ts'
import { toUuid } from '../domain/ids.ts'
import { auditEntry } from './audit-entry.ts'
import type { ManagementContext } from './management-context.ts'
import { raiseKeyEvent } from './raise-key-event.ts'

/**
 * The key is refused from now on, and within seconds on other nodes. It stays in the list, unless
 * this is `permanent`. Raises `apikey.revoked` in the key’s workspace; for a key that is revoked
 * already nothing is raised, also when it is taken from the list later.
 */
export async function revokeKey(
  context: ManagementContext,
  apiKey: ApiKey,
  actor: Actor | null,
  { permanent = false }: { readonly permanent?: boolean } = {},
): Promise<void> {
  if (apiKey.revokedAtMs !== null && !permanent) return
  const { id, workspaceId, name } = apiKey
  const audit = auditEntry(context, {
    workspaceId,
    actor,
    action: permanent ? 'key.delete' : 'key.revoke',
    targetId: id,
    detail: { name },
  })
  const events = raiseKeyEvent(context, apiKey, {
    type: 'apikey.revoked',
    data: { key_id: toUuid(id), name, permanent },
  })
  const revocation = { keyId: id, atMs: context.clock.nowMs(), permanent }
  await context.store.revokeKey(revocation, audit, events)
  await context.engine.refreshCatalog()
  if (events.length > 0) context.engine.wakeInbox()
}
