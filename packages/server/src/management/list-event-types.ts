import type { CustomEventType, EventType } from '../domain/event-type.ts'
import type { Id } from '../domain/ids.ts'
import type { ManagementContext } from './management-context.ts'

/** A type as one workspace knows it, and who made it known. */
export type KnownEventType =
  | { readonly origin: 'profile'; readonly profile: string; readonly type: EventType }
  | { readonly origin: 'server' | 'workspace'; readonly type: CustomEventType }

/**
 * Every type that a workspace knows, by name; with null those that all of them know. Of several
 * that have one name the workspace's own counts, then the server's, then a profile's.
 */
export function listEventTypes(
  { engine, profiles }: Pick<ManagementContext, 'engine' | 'profiles'>,
  workspaceId: Id | null,
): KnownEventType[] {
  const known = new Map<string, KnownEventType>()
  for (const [profile, { rules }] of [...profiles].toReversed()) {
    for (const type of rules.eventTypes) known.set(type.name, { origin: 'profile', profile, type })
  }
  for (const type of engine.catalog.eventTypesOf(null)) {
    known.set(type.name, { origin: 'server', type })
  }
  if (workspaceId !== null) {
    for (const type of engine.catalog.eventTypesOf(workspaceId)) {
      known.set(type.name, { origin: 'workspace', type })
    }
  }
  return [...known.values()].toSorted((a, b) => (a.type.name < b.type.name ? -1 : 1))
}
