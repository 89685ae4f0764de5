import { Type, type Static } from 'typebox'
import type { Caller } from '../../../domain/caller.ts'
import { RequestError } from '../../../domain/errors.ts'
import { eventTypeNamePattern, longestEventTypeName } from '../../../domain/event-type.ts'
import type { Id } from '../../../domain/ids.ts'
import type { Catalog } from '../../../engine/catalog.ts'
import { formatPublicId, parsePublicId } from '../../../http/public-ids.ts'
import type { Call } from '../../../http/route.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { workspaceFor } from '../../../http/workspace-access.ts'
import {
  listEventTypes,
  listTypesOfProfile,
  type KnownEventType,
} from '../../../management/list-event-types.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { answerObject, closedObject, idOf, nullable, oneOf, timestamp } from '../schemas.ts'

const anyObject = Type.Unsafe<object>({ type: 'object' })

export const eventTypeName = Type.String({
  pattern: eventTypeNamePattern,
  maxLength: longestEventTypeName,
  description: 'Segments of letters, digits and `_`, joined by full stops.',
  examples: ['invoice.paid'],
})

export const eventTypeFields = {
  description: Type.Optional(
    Type.String({ maxLength: 2000, description: 'What has happened, for people.' }),
  ),
  schema: Type.Optional(
    nullable(anyObject, {
      description:
        'A JSON Schema (2020-12) that `data` has to fit; null: anything fits. Patterns are RE2. Needs a key of the server.',
    }),
  ),
  example: Type.Optional(
    nullable(anyObject, { description: 'An example of `data`, which the test button sends.' }),
  ),
}

const catalogueWorkspace = Type.Optional(
  idOf(
    'workspace',
    'The workspace whose catalogue is meant. A key of the server that names none means the one of all workspaces.',
  ),
)

export const catalogueField = { workspace: catalogueWorkspace }
export const catalogueQuery = closedObject(catalogueField)

export const eventTypeSchema = answerObject(
  {
    name: eventTypeName,
    description: Type.String(),
    schema: nullable(anyObject),
    example: nullable(anyObject),
    origin: oneOf(['profile', 'server', 'workspace'], {
      description: 'Who made it known: a profile’s catalogue, the operator, or the workspace.',
    }),
    profile: nullable(Type.String(), { description: 'The profile whose catalogue it is in.' }),
    workspace: nullable(idOf('workspace', 'The workspace that added it.')),
    created_at: nullable(timestamp('When it was added; null for a profile’s.')),
    updated_at: nullable(timestamp('When it was last changed; null for a profile’s.')),
  },
  { title: 'EventType', description: 'What kind of event something is.' },
)

export function showEventType(known: KnownEventType): Static<typeof eventTypeSchema> {
  const { name, description, schema, example } = known.type
  const shown = { name, description, schema, example, origin: known.origin }
  if (known.origin === 'profile') {
    return { ...shown, profile: known.profile, workspace: null, created_at: null, updated_at: null }
  }
  const { workspaceId, createdAtMs, updatedAtMs } = known.type
  return {
    ...shown,
    profile: null,
    workspace: workspaceId === null ? null : formatPublicId('workspace', workspaceId),
    created_at: formatTimestamp(createdAtMs),
    updated_at: formatTimestamp(updatedAtMs),
  }
}

/** The catalogue that a request is about: a workspace's, or null for that of all workspaces. */
export function catalogueOf(
  caller: Caller,
  workspace: string | undefined,
  catalog: Catalog,
): Id | null {
  if (workspace === undefined && caller.workspaceId === null) return null
  const named = workspace === undefined ? undefined : parsePublicId('workspace', workspace)
  return workspaceFor(caller, named, catalog).id
}

/** The types that a surface tells of: all that are known, or those of the product that it is of. */
export function typesSeenBy(
  { surface }: Pick<Call, 'surface'>,
  workspaceId: Id | null,
  context: ManagementContext,
): KnownEventType[] {
  return surface.knowsAllProfiles === true
    ? listEventTypes(context, workspaceId)
    : listTypesOfProfile(context, workspaceId, surface.name)
}

/** A schema is code that runs on every event, so only the operator of the server may set one. */
export function assertMaySetSchema(caller: Caller, schema: object | null | undefined): void {
  if (caller.workspaceId === null || schema === undefined || schema === null) return
  throw new RequestError(
    'forbidden',
    'Schemas are set with a key of the server. Leave `schema` out, or ask the operator.',
    { field: 'schema' },
  )
}
