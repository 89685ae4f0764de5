import type { Actor } from '../domain/caller.ts'
import type { CustomEventType } from '../domain/event-type.ts'
import { auditEntry } from './audit-entry.ts'
import type { ManagementContext } from './management-context.ts'
import { changeTimeMs } from './retry-when-changed.ts'

/** Events of this type are refused from now on, unless another catalogue knows it. Webhooks stay. */
export async function deleteEventType(
  context: ManagementContext,
  eventType: CustomEventType,
  actor: Actor | null,
): Promise<void> {
  const deletedAtMs = changeTimeMs(context.clock.nowMs(), eventType.updatedAtMs)
  const audit = auditEntry(context, {
    workspaceId: eventType.workspaceId,
    actor,
    action: 'event_type.delete',
    targetId: eventType.name,
    detail: {},
  })
  const tombstone = { ...eventType, updatedAtMs: deletedAtMs, deletedAtMs }
  await context.store.putEventType(tombstone, audit)
  await context.engine.refreshCatalog()
}
