import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Recovery, RecoveryState } from '../domain/recovery.ts'
import { auditEntry } from './audit-entry.ts'
import { getWebhook } from './get-webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { assertRecoverable } from './recover-webhook.ts'

export type RecoveryChange = 'pause' | 'resume' | 'cancel'

const states: Readonly<
  Record<RecoveryChange, { readonly from: readonly RecoveryState[]; readonly to: RecoveryState }>
> = {
  pause: { from: ['running', 'paused'], to: 'paused' },
  resume: { from: ['running', 'paused'], to: 'running' },
  cancel: { from: ['running', 'paused', 'canceled'], to: 'canceled' },
}

/**
 * What a recovery has made stays on its way whatever becomes of the recovery. To ask for what is so
 * already is fine. Throws `conflict` when it has ended otherwise, or is resumed while its webhook
 * takes nothing.
 */
export async function changeRecovery(
  context: ManagementContext,
  { recovery, change }: { readonly recovery: Recovery; readonly change: RecoveryChange },
  actor: Actor | null,
): Promise<Recovery> {
  if (change === 'resume') assertRecoverable(context, getWebhook(context, recovery.webhookId))
  const audit = auditEntry(context, {
    workspaceId: recovery.workspaceId,
    actor,
    action: `recovery.${change}`,
    targetId: recovery.id,
    detail: {},
  })
  const changed = await context.store.changeRecovery(
    { id: recovery.id, ...states[change], reason: null, atMs: context.clock.nowMs() },
    audit,
  )
  if (changed === null) {
    throw new RequestError('conflict', 'This recovery has ended. Begin another one.')
  }
  context.wakeJobs()
  return changed
}
