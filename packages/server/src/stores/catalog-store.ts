import type { ApiKey } from '../domain/api-key.ts'
import type { AuditEntry } from '../domain/audit.ts'
import type { CustomEventType } from '../domain/event-type.ts'
import type { RaisedEvent } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { Operator } from '../domain/operator.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Workspace } from '../domain/workspace.ts'

/**
 * What changes seldom and every node keeps in memory: workspaces, webhooks, event types, keys, operators.
 * Each write raises the catalogue's version in its own transaction.
 */
export interface CatalogStore {
  /** Everything that changed after `version` (0: everything), deleted rows included. */
  catalogChanges(version: number): Promise<CatalogChanges>
  insertWorkspace(workspace: Workspace, audit: AuditEntry): Promise<void>
  /** `changed`: somebody else changed it after `ifUpdatedAtMs`; nothing was written. */
  updateWorkspace(
    workspace: Workspace,
    ifUpdatedAtMs: number,
    audit: AuditEntry,
  ): Promise<'updated' | 'changed'>
  insertWebhook(
    webhook: Webhook,
    limit: ActiveLimit | null,
    audit: AuditEntry,
  ): Promise<'inserted' | WebhookLimit>
  updateWebhook(
    webhook: Webhook,
    guard: { readonly ifUpdatedAtMs: number; readonly limit: ActiveLimit | null },
    audit: AuditEntry,
  ): Promise<'updated' | 'changed' | WebhookLimit>
  /** Inserts the type or replaces the one of that name and workspace. */
  putEventType(eventType: CustomEventType, audit: AuditEntry): Promise<void>
  insertKey(key: ApiKey, audit: AuditEntry, events: readonly RaisedEvent[]): Promise<void>
  /**
   * `audit` is written when something changes, `events` only when a key that was good is revoked:
   * whoever asks at the same time or again raises nothing.
   */
  revokeKey(
    revocation: KeyRevocation,
    audit: AuditEntry,
    events: readonly RaisedEvent[],
  ): Promise<'revoked' | 'deleted' | 'unchanged'>
  /** `name-taken`: by another operator who is not deleted. */
  insertOperator(operator: Operator, audit: AuditEntry): Promise<'inserted' | 'name-taken'>
  /** `last-way-in`: it would be deleted, and nobody else could administer the server. */
  updateOperator(
    operator: Operator,
    guard: OperatorGuard,
    audit: AuditEntry,
  ): Promise<'updated' | 'changed' | 'name-taken' | 'last-way-in'>
  /**
   * Webhooks that differ from what stands in their ciphertexts and their time alone. Resolves to how
   * many were written: what somebody else has changed in the meantime is left as it is.
   */
  replaceSealed(resealed: readonly ResealedWebhook[]): Promise<number>
}

export interface CatalogChanges {
  readonly version: number
  readonly workspaces: readonly Workspace[]
  readonly webhooks: readonly Webhook[]
  readonly eventTypes: readonly CustomEventType[]
  readonly keys: readonly ApiKey[]
  readonly operators: readonly Operator[]
}

export function nothingChanged(version: number): CatalogChanges {
  return { version, workspaces: [], webhooks: [], eventTypes: [], keys: [], operators: [] }
}

/**
 * Nothing was written: the workspace has as many as are allowed of active webhooks of the profile, or
 * of webhooks with TLS material.
 */
export type WebhookLimit = 'limit-reached' | 'tls-limit-reached'

/** At most this many active webhooks of one profile in one workspace. */
export interface ActiveLimit {
  readonly max: number
}

export interface ResealedWebhook {
  readonly webhook: Webhook
  readonly ifUpdatedAtMs: number
}

export interface OperatorGuard {
  readonly ifUpdatedAtMs: number
  /** Whether there is a key that stands in no store, so that nobody here is the last way in. */
  readonly hasOperatorKey: boolean
}

export interface KeyRevocation {
  readonly keyId: Id
  readonly atMs: number
  /** True: it is not listed any more either. */
  readonly permanent: boolean
}
