import type { Caller } from '../../domain/caller.ts'
import type { Workspace } from '../../domain/workspace.ts'
import type { Catalog } from '../../engine/catalog.ts'
import { parsePublicId } from '../../http/public-ids.ts'
import { workspaceFor } from '../../http/workspace-access.ts'
import { anyWorkspaceField, closedObject, workspaceField } from './schemas.ts'

export const workspaceQuery = closedObject({ workspace: workspaceField })
export const anyWorkspaceQuery = closedObject({ workspace: anyWorkspaceField })

/** The workspace that a request names, or its key's own. Throws `not_found`, `validation_error`. */
export function workspaceNamed(
  caller: Caller,
  named: string | undefined,
  catalog: Catalog,
): Workspace {
  const id = named === undefined ? undefined : parsePublicId('workspace', named)
  return workspaceFor(caller, id, catalog)
}

/** The same; null for a key of the server that names none, and so means all of them. */
export function workspaceNamedIfAny(
  caller: Caller,
  named: string | undefined,
  catalog: Catalog,
): Workspace | null {
  if (named === undefined && caller.workspaceId === null) return null
  return workspaceNamed(caller, named, catalog)
}
