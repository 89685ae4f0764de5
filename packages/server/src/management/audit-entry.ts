import type { AuditEntry } from '../domain/audit.ts'
import type { ManagementContext } from './management-context.ts'

/** @param change - who did what to whom; secrets stay out of `detail` */
export function auditEntry(
  { ids, clock }: Pick<ManagementContext, 'ids' | 'clock'>,
  { actor, ...change }: Omit<AuditEntry, 'id' | 'atMs'>,
): AuditEntry {
  return {
    id: ids.next(),
    atMs: clock.nowMs(),
    // Whoever asked is often given whole, with more than an entry may hold.
    actor: actor === null ? null : { kind: actor.kind, id: actor.id },
    ...change,
  }
}
