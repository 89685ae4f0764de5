import type { AuditEntry } from '../domain/audit.ts'
import type { ManagementContext } from './management-context.ts'

/** @param change - who did what to whom; secrets stay out of `detail` */
export function auditEntry(
  { ids, clock }: Pick<ManagementContext, 'ids' | 'clock'>,
  change: Omit<AuditEntry, 'id' | 'atMs'>,
): AuditEntry {
  return { id: ids.next(), atMs: clock.nowMs(), ...change }
}
