import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import {
  eventTypeNamePattern,
  longestEventTypeName,
  type CustomEventType,
  type EventType,
} from '../domain/event-type.ts'
import type { Id } from '../domain/ids.ts'
import { findDataFault, findSchemaFault } from '../domain/schema-validator.ts'
import { auditEntry } from './audit-entry.ts'
import type { ManagementContext } from './management-context.ts'
import { changeTimeMs } from './retry-when-changed.ts'

/** The most bytes that a schema may have as JSON, and an example too. */
const maxSchemaBytes = 64 * 1024

export interface NewEventType extends EventType {
  /** null: known in every workspace. */
  readonly workspaceId: Id | null
}

/**
 * Adds a type, or replaces the one of that name and workspace. Throws `validation_error` for a
 * schema that cannot be used and for an example that does not fit it, and, unless `mayReplace`,
 * `conflict` for a type that is there.
 */
export async function putEventType(
  context: ManagementContext,
  { mayReplace, ...wanted }: NewEventType & { readonly mayReplace: boolean },
  actor: Actor | null,
): Promise<CustomEventType> {
  const { workspaceId, name } = wanted
  const before = findOwnEventType(context, workspaceId, name)
  if (before !== undefined && !mayReplace) {
    throw new RequestError(
      'conflict',
      `There is an event type \`${name}\` already. Use PUT to change it.`,
      {
        field: 'name',
        value: name,
      },
    )
  }
  assertUsable(wanted)
  const nowMs = context.clock.nowMs()
  const eventType: CustomEventType = {
    ...wanted,
    createdAtMs: before?.createdAtMs ?? nowMs,
    updatedAtMs: before === undefined ? nowMs : changeTimeMs(nowMs, before.updatedAtMs),
    deletedAtMs: null,
  }
  const audit = auditEntry(context, {
    workspaceId,
    actor,
    action: before === undefined ? 'event_type.create' : 'event_type.update',
    targetId: name,
    detail: { description: wanted.description, hasSchema: wanted.schema !== null },
  })
  await context.store.putEventType(eventType, audit)
  await context.engine.refreshCatalog()
  return eventType
}

/** The type that was added for exactly this workspace, or with null for all of them. */
export function findOwnEventType(
  { engine }: Pick<ManagementContext, 'engine'>,
  workspaceId: Id | null,
  name: string,
): CustomEventType | undefined {
  return engine.catalog.eventTypesOf(workspaceId).find((eventType) => eventType.name === name)
}

function assertUsable({ schema, example }: EventType): void {
  assertSize('schema', schema)
  assertSize('example', example)
  if (schema === null) return
  const fault = findSchemaFault(schema)
  if (fault !== null) throw new RequestError('validation_error', fault, { field: 'schema' })
  if (example === null) return
  const misfit = findDataFault(schema, example)
  if (misfit === null) return
  throw new RequestError('validation_error', `The example does not fit the schema: ${misfit}`, {
    field: 'example',
  })
}

function assertSize(field: 'schema' | 'example', value: object | null): void {
  if (value === null || Buffer.byteLength(JSON.stringify(value)) <= maxSchemaBytes) return
  throw new RequestError(
    'validation_error',
    `\`${field}\` has more than ${maxSchemaBytes / 1024} KiB. Make it smaller.`,
    { field },
  )
}

const namePattern = new RegExp(eventTypeNamePattern)

/** Throws `validation_error` for what no event type can be called. */
export function assertEventTypeName(name: string): void {
  if (name.length <= longestEventTypeName && namePattern.test(name)) return
  throw new RequestError(
    'validation_error',
    'An event type is named by segments of letters, digits and `_`, joined by full stops: `invoice.paid`.',
    { field: 'name' },
  )
}
