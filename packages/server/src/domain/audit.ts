import type { Actor } from './caller.ts'
import type { Id } from './ids.ts'

/** Who changed what. Written in the transaction of the change; holds no secret. */
export interface AuditEntry {
  readonly id: Id
  readonly workspaceId: Id | null
  readonly atMs: number
  /** Who asked; null: Posthorn itself. */
  readonly actor: Actor | null
  /** `webhook.create`, `key.revoke` … */
  readonly action: string
  readonly targetId: string
  /** What was set, secrets masked. */
  readonly detail: Readonly<Record<string, unknown>>
}
