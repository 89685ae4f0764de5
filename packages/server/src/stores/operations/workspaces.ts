import type { AuditEntry } from '../../domain/audit.ts'
import type { Workspace } from '../../domain/workspace.ts'
import { recordAudit } from './audit.ts'
import { lockCatalog, nextCatalogVersion, type VersionPage } from './catalog-version.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { sql, type Operation } from './query.ts'

export type WorkspaceRow = {
  id: Uint8Array
  version: number
  name: string
  default_profile: string
  open_catalogue: number
  created_at_ms: number
  updated_at_ms: number
  deleted_at_ms: number | null
}

export function* insertWorkspace(workspace: Workspace, audit: AuditEntry): Operation<void> {
  const version = yield* nextCatalogVersion()
  yield* sql`
    INSERT INTO workspaces (id, version, name, default_profile, open_catalogue,
      created_at_ms, updated_at_ms, deleted_at_ms)
    VALUES (${bytesOfId(workspace.id)}, ${version}, ${workspace.name}, ${workspace.defaultProfile},
      ${workspace.openCatalogue ? 1 : 0}, ${workspace.createdAtMs}, ${workspace.updatedAtMs},
      ${workspace.deletedAtMs})`
  yield* recordAudit(audit)
}

export function* updateWorkspace(
  workspace: Workspace,
  ifUpdatedAtMs: number,
  audit: AuditEntry,
): Operation<'updated' | 'changed'> {
  const id = bytesOfId(workspace.id)
  yield* lockCatalog()
  const unchanged = yield* sql`
    SELECT id FROM workspaces WHERE id = ${id} AND updated_at_ms = ${ifUpdatedAtMs}`
  if (unchanged.length === 0) return 'changed'
  const version = yield* nextCatalogVersion()
  yield* sql`
    UPDATE workspaces SET version = ${version}, name = ${workspace.name},
      default_profile = ${workspace.defaultProfile},
      open_catalogue = ${workspace.openCatalogue ? 1 : 0},
      updated_at_ms = ${workspace.updatedAtMs}, deleted_at_ms = ${workspace.deletedAtMs}
    WHERE id = ${id}`
  yield* recordAudit(audit)
  return 'updated'
}

export function* changedWorkspaces(page: VersionPage): Operation<readonly WorkspaceRow[]> {
  return yield* sql<WorkspaceRow>`
    SELECT id, version, name, default_profile, open_catalogue,
      created_at_ms, updated_at_ms, deleted_at_ms
    FROM workspaces WHERE version > ${page.after} ORDER BY version LIMIT ${page.limit}`
}

export function workspaceOfRow(row: WorkspaceRow): Workspace {
  return {
    id: idOfBytes(row.id),
    name: row.name,
    defaultProfile: row.default_profile,
    openCatalogue: row.open_catalogue === 1,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    deletedAtMs: row.deleted_at_ms,
  }
}
