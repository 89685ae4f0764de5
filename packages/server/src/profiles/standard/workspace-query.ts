import type { Caller } from '../../domain/caller.ts'
import type { Workspace } from '../../domain/workspace.ts'
import type { Catalog } from '../../engine/catalog.ts'
import { parsePublicId } from '../../http/public-ids.ts'
import { workspaceFor } from '../../http/workspace-access.ts'
import { closedObject, workspaceField } from './schemas.ts'

export const workspaceQuery = closedObject({ workspace: workspaceField })

/** The workspace that a request names, or its key's own. Throws `not_found`, `validation_error`. */
export function workspaceNamed(
  caller: Caller,
  named: string | undefined,
  catalog: Catalog,
): Workspace {
  const id = named === undefined ? undefined : parsePublicId('workspace', named)
  return workspaceFor(caller, id, catalog)
}
