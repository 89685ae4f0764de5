import type { ApiKey } from '../../domain/api-key.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import type { RaisedEvent } from '../../domain/event.ts'
import type { KeyRevocation } from '../catalog-store.ts'
import { recordAudit } from './audit.ts'
import { lockCatalog, nextCatalogVersion, type VersionPage } from './catalog-version.ts'
import { bytesOfId, bytesOfOptionalId, idOfBytes, idOfOptionalBytes } from './id-bytes.ts'
import { writeInbox } from './inbox.ts'
import { sql, type Operation } from './query.ts'

export type ApiKeyRow = {
  id: Uint8Array
  version: number
  workspace_id: Uint8Array | null
  name: string
  hash: string
  preview: string
  scopes: string
  created_at_ms: number
  created_by: Uint8Array | null
  expires_at_ms: number | null
  revoked_at_ms: number | null
  deleted_at_ms: number | null
}

export function* insertKey(
  key: ApiKey,
  audit: AuditEntry,
  events: readonly RaisedEvent[],
): Operation<void> {
  const version = yield* nextCatalogVersion()
  yield* sql`
    INSERT INTO api_keys (id, version, workspace_id, name, hash, preview, scopes,
      created_at_ms, created_by, expires_at_ms, revoked_at_ms, deleted_at_ms)
    VALUES (${bytesOfId(key.id)}, ${version}, ${bytesOfOptionalId(key.workspaceId)}, ${key.name},
      ${key.hash}, ${key.preview}, ${JSON.stringify(key.scopes)}, ${key.createdAtMs},
      ${bytesOfOptionalId(key.createdBy)}, ${key.expiresAtMs}, ${key.revokedAtMs},
      ${key.deletedAtMs})`
  yield* recordAudit(audit)
  yield* writeInbox(events)
}

/** A key that is revoked already keeps the time of its first revocation. */
export function* revokeKey(
  { keyId, atMs, permanent }: KeyRevocation,
  audit: AuditEntry,
  events: readonly RaisedEvent[],
): Operation<'revoked' | 'deleted' | 'unchanged'> {
  const id = bytesOfId(keyId)
  yield* lockCatalog()
  const [before] = yield* sql<Pick<ApiKeyRow, 'revoked_at_ms' | 'deleted_at_ms'>>`
    SELECT revoked_at_ms, deleted_at_ms FROM api_keys WHERE id = ${id}`
  const isGood = before?.revoked_at_ms === null
  const isListed = before?.deleted_at_ms === null
  if (!isGood && !(permanent && isListed)) return 'unchanged'
  const version = yield* nextCatalogVersion()
  yield* sql`
    UPDATE api_keys SET version = ${version}, revoked_at_ms = COALESCE(revoked_at_ms, ${atMs}),
      deleted_at_ms = ${permanent ? atMs : null}
    WHERE id = ${id}`
  yield* recordAudit(audit)
  if (!isGood) return 'deleted'
  yield* writeInbox(events)
  return 'revoked'
}

/** Whether a key that is good at this moment may do everything on the server. */
export function* hasAdminKey(atMs: number): Operation<boolean> {
  const keys = yield* sql<Pick<ApiKeyRow, 'scopes'>>`
    SELECT scopes FROM api_keys WHERE workspace_id IS NULL AND revoked_at_ms IS NULL
      AND (expires_at_ms IS NULL OR expires_at_ms > ${atMs})`
  return keys.some((key) => scopesOf(key).includes('admin'))
}

export function* changedKeys(page: VersionPage): Operation<readonly ApiKeyRow[]> {
  return yield* sql<ApiKeyRow>`
    SELECT id, version, workspace_id, name, hash, preview, scopes,
      created_at_ms, created_by, expires_at_ms, revoked_at_ms, deleted_at_ms
    FROM api_keys WHERE version > ${page.after} ORDER BY version LIMIT ${page.limit}`
}

export function apiKeyOfRow(row: ApiKeyRow): ApiKey {
  return {
    kind: 'key',
    id: idOfBytes(row.id),
    workspaceId: idOfOptionalBytes(row.workspace_id),
    name: row.name,
    hash: row.hash,
    preview: row.preview,
    scopes: scopesOf(row),
    createdAtMs: row.created_at_ms,
    createdBy: idOfOptionalBytes(row.created_by),
    expiresAtMs: row.expires_at_ms,
    revokedAtMs: row.revoked_at_ms,
    deletedAtMs: row.deleted_at_ms,
  }
}

function scopesOf({ scopes }: Pick<ApiKeyRow, 'scopes'>): ApiKey['scopes'] {
  // Written by `insertKey` from this very type.
  return JSON.parse(scopes) as ApiKey['scopes']
}
