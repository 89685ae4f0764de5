import type { AuditEntry } from '../domain/audit.ts'
import type { Notice, Trouble } from '../domain/health.ts'
import type { Id } from '../domain/ids.ts'

/** Webhooks that do not work. What attempts change of it is written with their settlements. */
export interface HealthStore {
  /** In order of the webhooks' ids; `after` (null: from the first) pages on. */
  listTroubles(after: Id | null, limit: number): Promise<WebhookTrouble[]>
  /** `changed`: it is not active any more, or its address is another one; nothing was written. */
  disableWebhook(disabling: Disabling, audit: AuditEntry): Promise<'disabled' | 'changed'>
  /**
   * Raises what has waited for its hour to be over, at most one event for each of these ids. Resolves
   * to how many were raised.
   */
  raiseNotices(nowMs: number, eventIds: readonly Id[]): Promise<number>
}

export interface WebhookTrouble {
  readonly webhookId: Id
  readonly trouble: Trouble
}

export interface Disabling {
  readonly webhookId: Id
  readonly workspaceId: Id
  /** The address that failed. */
  readonly url: string
  /** In plain words. */
  readonly reason: string
  readonly atMs: number
  /** null: nobody asks for it. */
  readonly notice: Notice | null
}
