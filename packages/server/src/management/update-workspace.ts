import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { Workspace } from '../domain/workspace.ts'
import { auditEntry } from './audit-entry.ts'
import { assertProfile, type NewWorkspace } from './create-workspace.ts'
import type { ManagementContext } from './management-context.ts'
import { changeTimeMs, retryWhenChanged } from './retry-when-changed.ts'

/** Fields that are absent keep their value. Throws `not_found` when it was deleted meanwhile. */
export async function updateWorkspace(
  context: ManagementContext,
  change: { readonly id: Id } & Partial<NewWorkspace>,
  actor: Actor | null,
): Promise<Workspace> {
  const { id, ...fields } = change
  if (fields.defaultProfile !== undefined) assertProfile(context, fields.defaultProfile)
  return retryWhenChanged(context, async () => {
    const before = context.engine.catalog.workspace(id)
    if (before === undefined) throw new RequestError('not_found', 'There is no such workspace.')
    const updatedAtMs = changeTimeMs(context.clock.nowMs(), before.updatedAtMs)
    const workspace: Workspace = { ...before, ...fields, updatedAtMs }
    const audit = auditEntry(context, {
      workspaceId: id,
      actor,
      action: 'workspace.update',
      targetId: id,
      detail: { ...fields },
    })
    const result = await context.store.updateWorkspace(workspace, before.updatedAtMs, audit)
    return result === 'changed' ? 'changed' : workspace
  })
}
