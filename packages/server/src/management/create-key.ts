import type { ApiKey, KeyScope } from '../domain/api-key.ts'
import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import { toUuid, type Id } from '../domain/ids.ts'
import { hashApiKey } from './hash-api-key.ts'
import { apiKeyRandomBytes, formatApiKey, previewOf } from './api-key-text.ts'
import { auditEntry } from './audit-entry.ts'
import type { ManagementContext } from './management-context.ts'
import { raiseKeyEvent } from './raise-key-event.ts'

export interface NewKey {
  /** null: good for every workspace. */
  readonly workspaceId: Id | null
  readonly name: string
  readonly scopes: readonly KeyScope[]
  /** null: it does not expire. */
  readonly expiresAtMs: number | null
  /** True: no event tells of it; for a key that nobody asked for. */
  readonly isUntold?: boolean
}

export interface CreatedKey {
  readonly apiKey: ApiKey
  /** The key itself, which is nowhere kept: whoever asked sees it this once. */
  readonly text: string
}

/**
 * Raises `apikey.created` in the key’s workspace, unless it is untold. Throws `validation_error` when the key would have
 * expired already.
 */
export async function createKey(
  context: ManagementContext,
  wanted: NewKey,
  actor: Actor | null,
): Promise<CreatedKey> {
  const nowMs = context.clock.nowMs()
  const { workspaceId, name, scopes, expiresAtMs } = wanted
  if (expiresAtMs !== null && expiresAtMs <= nowMs) {
    throw new RequestError('validation_error', '`expires_at` has to be in the future.', {
      field: 'expires_at',
    })
  }
  const text = formatApiKey(context.randomBytes(apiKeyRandomBytes))
  const apiKey: ApiKey = {
    kind: 'key',
    id: context.ids.next(),
    workspaceId,
    name,
    hash: hashApiKey(text),
    preview: previewOf(text),
    scopes,
    createdAtMs: nowMs,
    createdBy: actor?.id ?? null,
    expiresAtMs,
    revokedAtMs: null,
    deletedAtMs: null,
  }
  const audit = auditEntry(context, {
    workspaceId,
    actor,
    action: 'key.create',
    targetId: apiKey.id,
    detail: { name, scopes, expiresAtMs },
  })
  const data = { key_id: toUuid(apiKey.id), name, key_preview: `...${apiKey.preview}` }
  const events = wanted.isUntold
    ? []
    : raiseKeyEvent(context, apiKey, { type: 'apikey.created', data })
  await context.store.insertKey(apiKey, audit, events)
  await context.engine.refreshCatalog()
  if (events.length > 0) context.engine.wakeInbox()
  return { apiKey, text }
}
