import type { Actor } from '../../domain/caller.ts'
import type { PortalLink } from '../../domain/portal-link.ts'
import { auditEntry } from '../audit-entry.ts'
import type { ManagementContext } from '../management-context.ts'

/** The link and the session that came of it are refused from now on, on every node. */
export async function revokePortalLink(
  context: Pick<ManagementContext, 'store' | 'clock' | 'ids'>,
  { id, workspaceId }: PortalLink,
  actor: Actor,
): Promise<void> {
  const audit = auditEntry(context, {
    workspaceId,
    actor,
    action: 'portal_link.revoke',
    targetId: id,
    detail: {},
  })
  await context.store.revokePortalLink(id, context.clock.nowMs(), audit)
}
