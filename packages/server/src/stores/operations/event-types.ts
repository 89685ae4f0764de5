import type { AuditEntry } from '../../domain/audit.ts'
import type { CustomEventType } from '../../domain/event-type.ts'
import { recordAudit } from './audit.ts'
import { nextCatalogVersion, type VersionPage } from './catalog-version.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { sql, type Operation } from './query.ts'

export type EventTypeRow = {
  /** Empty for a type that every workspace knows. */
  workspace_id: Uint8Array
  name: string
  version: number
  description: string
  schema: string | null
  example: string | null
  created_at_ms: number
  updated_at_ms: number
  deleted_at_ms: number | null
}

const everyWorkspace = new Uint8Array(0)

export function* putEventType(eventType: CustomEventType, audit: AuditEntry): Operation<void> {
  const { workspaceId } = eventType
  const version = yield* nextCatalogVersion()
  yield* sql`
    INSERT INTO event_types (workspace_id, name, version, description, schema, example,
      created_at_ms, updated_at_ms, deleted_at_ms)
    VALUES (${workspaceId === null ? everyWorkspace : bytesOfId(workspaceId)}, ${eventType.name},
      ${version}, ${eventType.description}, ${textOf(eventType.schema)}, ${textOf(eventType.example)},
      ${eventType.createdAtMs}, ${eventType.updatedAtMs}, ${eventType.deletedAtMs})
    ON CONFLICT (workspace_id, name) DO UPDATE SET
      version = excluded.version, description = excluded.description, schema = excluded.schema,
      example = excluded.example, created_at_ms = excluded.created_at_ms,
      updated_at_ms = excluded.updated_at_ms, deleted_at_ms = excluded.deleted_at_ms`
  yield* recordAudit(audit)
}

export function* changedEventTypes(page: VersionPage): Operation<readonly EventTypeRow[]> {
  return yield* sql<EventTypeRow>`
    SELECT workspace_id, name, version, description, schema, example,
      created_at_ms, updated_at_ms, deleted_at_ms
    FROM event_types WHERE version > ${page.after} ORDER BY version LIMIT ${page.limit}`
}

export function eventTypeOfRow(row: EventTypeRow): CustomEventType {
  return {
    workspaceId: row.workspace_id.length === 0 ? null : idOfBytes(row.workspace_id),
    name: row.name,
    description: row.description,
    schema: objectOf(row.schema),
    example: objectOf(row.example),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    deletedAtMs: row.deleted_at_ms,
  }
}

function textOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}

function objectOf(json: string | null): object | null {
  // Written by `putEventType` from an object.
  return json === null ? null : (JSON.parse(json) as object)
}
