import type { AuditEntry } from '../../domain/audit.ts'
import { operatorNameKey, operatorScopes, type Operator } from '../../domain/operator.ts'
import type { OperatorGuard } from '../catalog-store.ts'
import { hasAdminKey } from './api-keys.ts'
import { recordAudit } from './audit.ts'
import { lockCatalog, nextCatalogVersion, type VersionPage } from './catalog-version.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { sql, type Operation } from './query.ts'

export type OperatorRow = {
  id: Uint8Array
  version: number
  name: string
  password_hash: string
  password_changed_at_ms: number
  created_at_ms: number
  updated_at_ms: number
  deleted_at_ms: number | null
}

export function* insertOperator(
  operator: Operator,
  audit: AuditEntry,
): Operation<'inserted' | 'name-taken'> {
  yield* lockCatalog()
  if (yield* isNameTaken(operator)) return 'name-taken'
  const version = yield* nextCatalogVersion()
  yield* sql`
    INSERT INTO operators (id, version, name, name_key, password_hash, password_changed_at_ms,
      created_at_ms, updated_at_ms, deleted_at_ms)
    VALUES (${bytesOfId(operator.id)}, ${version}, ${operator.name},
      ${operatorNameKey(operator.name)}, ${operator.passwordHash}, ${operator.passwordChangedAtMs},
      ${operator.createdAtMs}, ${operator.updatedAtMs}, ${operator.deletedAtMs})`
  yield* recordAudit(audit)
  return 'inserted'
}

export function* updateOperator(
  operator: Operator,
  { ifUpdatedAtMs, hasOperatorKey }: OperatorGuard,
  audit: AuditEntry,
): Operation<'updated' | 'changed' | 'name-taken' | 'last-way-in'> {
  const id = bytesOfId(operator.id)
  yield* lockCatalog()
  const unchanged = yield* sql`
    SELECT id FROM operators WHERE id = ${id} AND updated_at_ms = ${ifUpdatedAtMs}`
  if (unchanged.length === 0) return 'changed'
  if (operator.deletedAtMs === null) {
    if (yield* isNameTaken(operator)) return 'name-taken'
  } else if (!hasOperatorKey && (yield* isLastWayIn(operator))) return 'last-way-in'
  const version = yield* nextCatalogVersion()
  yield* sql`
    UPDATE operators SET version = ${version}, name = ${operator.name},
      name_key = ${operatorNameKey(operator.name)}, password_hash = ${operator.passwordHash},
      password_changed_at_ms = ${operator.passwordChangedAtMs},
      updated_at_ms = ${operator.updatedAtMs}, deleted_at_ms = ${operator.deletedAtMs}
    WHERE id = ${id}`
  yield* recordAudit(audit)
  return 'updated'
}

function* isNameTaken({ id, name }: Operator): Operation<boolean> {
  const others = yield* sql`
    SELECT id FROM operators
    WHERE name_key = ${operatorNameKey(name)} AND deleted_at_ms IS NULL AND id <> ${bytesOfId(id)}`
  return others.length > 0
}

/** Asked under the catalogue's lock: of two who are removed at once, one stays. */
function* isLastWayIn({ id, updatedAtMs: atMs }: Operator): Operation<boolean> {
  const others = yield* sql`
    SELECT id FROM operators WHERE deleted_at_ms IS NULL AND id <> ${bytesOfId(id)} LIMIT 1`
  return others.length === 0 && !(yield* hasAdminKey(atMs))
}

export function* changedOperators(page: VersionPage): Operation<readonly OperatorRow[]> {
  return yield* sql<OperatorRow>`
    SELECT id, version, name, password_hash, password_changed_at_ms,
      created_at_ms, updated_at_ms, deleted_at_ms
    FROM operators WHERE version > ${page.after} ORDER BY version LIMIT ${page.limit}`
}

export function operatorOfRow(row: OperatorRow): Operator {
  return {
    kind: 'operator',
    id: idOfBytes(row.id),
    workspaceId: null,
    scopes: operatorScopes,
    name: row.name,
    passwordHash: row.password_hash,
    passwordChangedAtMs: row.password_changed_at_ms,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    deletedAtMs: row.deleted_at_ms,
  }
}
