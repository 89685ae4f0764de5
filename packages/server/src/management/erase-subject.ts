import type { Actor } from '../domain/caller.ts'
import type { Erasure } from '../domain/erasure.ts'
import type { Id } from '../domain/ids.ts'
import { auditEntry } from './audit-entry.ts'
import type { ManagementContext } from './management-context.ts'

export interface SubjectErasure {
  readonly workspaceId: Id
  readonly subject: string
}

/**
 * Begins to erase everything about a subject that was published so far. From now on nothing of it is
 * sent; it is removed in the background. The audit log says that it was done, not about whom.
 */
export async function eraseSubject(
  context: ManagementContext,
  { workspaceId, subject }: SubjectErasure,
  actor: Actor | null,
): Promise<Erasure> {
  const erasure = newErasure(context, workspaceId, subject)
  const audit = auditEntry(context, {
    workspaceId,
    actor,
    action: 'subject.delete',
    targetId: erasure.id,
    detail: {},
  })
  await context.store.insertErasure(erasure, audit)
  context.engine.noteErasure(erasure)
  context.wakeJobs()
  return erasure
}

/** @param subject - null: all of the workspace */
export function newErasure(
  { ids, clock }: Pick<ManagementContext, 'ids' | 'clock'>,
  workspaceId: Id,
  subject: string | null,
): Erasure {
  return {
    id: ids.next(),
    workspaceId,
    scope: subject === null ? 'workspace' : 'subject',
    subject,
    state: 'running',
    events: 0,
    deliveries: 0,
    createdAtMs: clock.nowMs(),
    finishedAtMs: null,
  }
}
