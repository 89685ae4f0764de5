import type { Actor } from '../domain/caller.ts'
import type { Erasure } from '../domain/erasure.ts'
import type { Id } from '../domain/ids.ts'
import type { Workspace } from '../domain/workspace.ts'
import { auditEntry } from './audit-entry.ts'
import { deleteWebhook } from './delete-webhook.ts'
import { newErasure } from './erase-subject.ts'
import type { ManagementContext } from './management-context.ts'
import { changeTimeMs, retryWhenChanged } from './retry-when-changed.ts'
import { revokeKey } from './revoke-key.ts'

/**
 * Ends everything of a workspace, and begins to erase what there is of it. What is in use goes first
 * and the workspace itself last, so that a deletion that fails half-way can simply be repeated.
 *
 * @returns the erasure that goes on in the background; null when somebody else was quicker
 */
export async function deleteWorkspace(
  context: ManagementContext,
  { id }: Workspace,
  actor: Actor | null,
): Promise<Erasure | null> {
  const { catalog } = context.engine
  let erasure: Erasure | null = null
  await endContents(context, id, actor)
  await retryWhenChanged(context, async () => {
    const before = catalog.workspace(id)
    if (before === undefined) return undefined
    const deletedAtMs = changeTimeMs(context.clock.nowMs(), before.updatedAtMs)
    const audit = auditEntry(context, {
      workspaceId: id,
      actor,
      action: 'workspace.delete',
      targetId: id,
      detail: { name: before.name },
    })
    const tombstone = { ...before, updatedAtMs: deletedAtMs, deletedAtMs }
    const deletion = { tombstone, ifUpdatedAtMs: before.updatedAtMs }
    const wanted = newErasure(context, id, null)
    const result = await context.store.deleteWorkspace(deletion, wanted, audit)
    if (result === 'changed') return 'changed'
    erasure = wanted
    return undefined
  })
  // What somebody created in the meantime.
  await endContents(context, id, actor)
  context.wakeJobs()
  return erasure
}

async function endContents(
  context: ManagementContext,
  workspaceId: Id,
  actor: Actor | null,
): Promise<void> {
  const { catalog } = context.engine
  for (const webhook of catalog.webhooksOf(workspaceId)) {
    await deleteWebhook(context, webhook, actor)
  }
  for (const apiKey of catalog.keysOf(workspaceId)) await revokeKey(context, apiKey, actor)
}
