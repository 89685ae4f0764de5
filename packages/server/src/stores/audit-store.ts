import type { AuditEntry } from '../domain/audit.ts'
import type { Id } from '../domain/ids.ts'
import type { CursorPage } from './cursor-page.ts'

/** Who did what. Records of what the store changes are written with the change. */
export interface AuditStore {
  /** For what is changed outside the store, such as the master key. */
  recordAudit(audit: AuditEntry): Promise<void>
  /** Newest first; null: of every workspace, and what belongs to none. */
  listAudit(workspaceId: Id | null, page: CursorPage): Promise<AuditEntry[]>
}
