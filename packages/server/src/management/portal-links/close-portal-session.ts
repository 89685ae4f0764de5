import type { Id } from '../../domain/ids.ts'
import { auditEntry } from '../audit-entry.ts'
import type { ManagementContext } from '../management-context.ts'
import { hashPortalSecret } from './portal-secret.ts'

/** Ends the open session that has this secret; there may be none. */
export async function closePortalSession(
  context: Pick<ManagementContext, 'store' | 'clock' | 'ids'>,
  linkId: Id,
  sessionSecret: string,
): Promise<void> {
  const { store } = context
  const sessionHash = hashPortalSecret(sessionSecret)
  const link = await store.getPortalLink(linkId)
  if (link?.sessionHash !== sessionHash) return
  const audit = auditEntry(context, {
    workspaceId: link.workspaceId,
    actor: { kind: 'portal', id: linkId },
    action: 'portal_link.close',
    targetId: linkId,
    detail: {},
  })
  await store.closePortalSession(linkId, sessionHash, audit)
}
