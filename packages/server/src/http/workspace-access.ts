import type { Caller } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { Workspace } from '../domain/workspace.ts'
import type { Catalog } from '../engine/catalog.ts'

/** Whether a caller may touch what belongs to this workspace. The rest is not there for them. */
export function reaches(caller: Caller, workspaceId: Id | null): boolean {
  return caller.workspaceId === null || caller.workspaceId === workspaceId
}

/**
 * The workspace that a request is about: the caller's own, or, for whoever is good for all of them,
 * the one that the request names.
 *
 * @param named - the id in the request, already read; null when what stands there is no id;
 *   undefined when the request names none
 */
export function workspaceFor(
  caller: Caller,
  named: Id | null | undefined,
  catalog: Catalog,
): Workspace {
  const id = named === undefined ? caller.workspaceId : named
  if (named === undefined && id === null) {
    throw new RequestError(
      'validation_error',
      'Name the workspace: without it, any could be meant.',
      { field: 'workspace' },
    )
  }
  const workspace = id !== null && reaches(caller, id) ? catalog.workspace(id) : undefined
  if (workspace === undefined) throw notFound('workspace')
  return workspace
}

/** One sentence for what is not there and what the caller may not see. */
export function notFound(noun: string): RequestError {
  return new RequestError('not_found', `There is no such ${noun}.`, { missing: noun })
}

/** For what concerns the whole server. Throws `forbidden` for a key of one workspace. */
export function assertServerKey(caller: Caller): void {
  if (caller.workspaceId === null) return
  throw new RequestError(
    'forbidden',
    'This API key is good for its own workspace only. Use a key of the server.',
  )
}
