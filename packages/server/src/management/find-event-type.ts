import type { EventType } from '../domain/event-type.ts'
import type { Id } from '../domain/ids.ts'
import type { Engine } from '../engine/engine.ts'
import type { ManagementContext } from './management-context.ts'

/** Where types are known from. */
export interface Catalogues extends Pick<ManagementContext, 'profiles'> {
  readonly engine: Pick<Engine, 'catalog'>
}

/**
 * What a workspace knows by this name: its own type, else the server's, else that of a profile's
 * catalogue. Its own come first, so that a documented type can be given a schema.
 */
export function findEventType(
  { engine, profiles }: Catalogues,
  workspaceId: Id,
  name: string,
): EventType | undefined {
  const custom = engine.catalog.eventType(workspaceId, name)
  if (custom !== undefined) return custom
  for (const { rules } of profiles.values()) {
    const documented = rules.eventTypes.find((type) => type.name === name)
    if (documented !== undefined) return documented
  }
  return undefined
}
