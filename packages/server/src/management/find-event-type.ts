import type { EventType } from '../domain/event-type.ts'
import type { Id } from '../domain/ids.ts'
import type { Engine } from '../engine/engine.ts'
import type { ManagementContext } from './management-context.ts'

/** Where types are known from. */
export interface Catalogues extends Pick<ManagementContext, 'profiles'> {
  readonly engine: Pick<Engine, 'catalog'>
}

export interface WantedType {
  readonly name: string
  /** The profile whose catalogue counts before those of others. */
  readonly firstIn?: string
}

/**
 * What a workspace knows by this name: its own type, else the server's, else that of a profile's
 * catalogue. Its own come first, so that a documented type can be given a schema.
 */
export function findEventType(
  { engine, profiles }: Catalogues,
  workspaceId: Id,
  { name, firstIn }: WantedType,
): EventType | undefined {
  const custom = engine.catalog.eventType(workspaceId, name)
  if (custom !== undefined) return custom
  const first = firstIn === undefined ? [] : (profiles.get(firstIn)?.rules.eventTypes ?? [])
  const others = [...profiles.values()].flatMap(({ rules }) => rules.eventTypes)
  return [...first, ...others].find((type) => type.name === name)
}
