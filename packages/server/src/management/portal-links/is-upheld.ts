import type { Actor } from '../../domain/caller.ts'
import type { PortalLink } from '../../domain/portal-link.ts'
import type { ManagementContext } from '../management-context.ts'
import { operatorKeyId } from '../operator-key.ts'

type Context = Pick<ManagementContext, 'engine' | 'settings'>

/** Whether the workspace that a link leads to, and whoever made the link, are still there. */
export function isUpheld(context: Context, { workspaceId, createdBy }: PortalLink): boolean {
  if (context.engine.catalog.workspace(workspaceId) === undefined) return false
  return isThere(context, createdBy)
}

function isThere({ engine, settings }: Context, { kind, id }: Actor): boolean {
  switch (kind) {
    case 'key':
      if (id === operatorKeyId) return settings.hasOperatorKey
      return engine.catalog.key(id)?.revokedAtMs === null
    case 'operator':
      return engine.catalog.operator(id) !== undefined
    // A portal makes no links.
    case 'portal':
      return false
  }
}
