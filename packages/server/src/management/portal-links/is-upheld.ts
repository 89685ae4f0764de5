import type { PortalLink } from '../../domain/portal-link.ts'
import type { ManagementContext } from '../management-context.ts'
import { operatorKeyId } from '../operator-key.ts'

/** Whether the workspace that a link leads to, and whoever made the link, are still there. */
export function isUpheld(
  { engine, settings }: Pick<ManagementContext, 'engine' | 'settings'>,
  { workspaceId, createdBy: { kind, id } }: PortalLink,
): boolean {
  const { catalog } = engine
  if (catalog.workspace(workspaceId) === undefined) return false
  if (kind === 'operator') return catalog.operator(id) !== undefined
  if (kind !== 'key') return false
  if (id === operatorKeyId) return settings.hasOperatorKey
  return catalog.key(id)?.revokedAtMs === null
}
