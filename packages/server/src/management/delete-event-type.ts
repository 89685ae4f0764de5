import type { CustomEventType } from '../domain/event-type.ts'
import type { Id } from '../domain/ids.ts'
import { auditEntry } from './audit-entry.ts'
import type { ManagementContext } from './management-context.ts'
import { changeTimeMs } from './retry-when-changed.ts'

/** Events of this type are refused from now on, unless another catalogue knows it. Webhooks stay. */
export async function deleteEventType(
  context: ManagementContext,
  eventType: CustomEventType,
  actorKeyId: Id | null,
): Promise<void> {
  const deletedAtMs = changeTimeMs(context.clock.nowMs(), eventType.updatedAtMs)
  const audit = auditEntry(context, {
    workspaceId: eventType.workspaceId,
    actorKeyId,
    action: 'event_type.delete',
    targetId: eventType.name,
    detail: {},
  })
  const tombstone = { ...eventType, updatedAtMs: deletedAtMs, deletedAtMs }
  await context.store.putEventType(tombstone, audit)
  await context.engine.refreshCatalog()
}
