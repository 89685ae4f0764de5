import type { CustomEventType, EventType } from '../domain/event-type.ts'
import type { Id } from '../domain/ids.ts'
import type { ManagementContext } from './management-context.ts'

/** A type as one workspace knows it, and who made it known. */
export type KnownEventType =
  | { readonly origin: 'profile'; readonly profile: string; readonly type: EventType }
  | { readonly origin: 'server' | 'workspace'; readonly type: CustomEventType }

type Context = Pick<ManagementContext, 'engine' | 'profiles'>

/**
 * Every type that a workspace knows, by name; with null those that all of them know. Of several
 * that have one name the workspace's own counts, then the server's, then a profile's.
 *
 * @param firstIn - the profile whose catalogue counts before those of others
 */
export function listEventTypes(
  { engine, profiles }: Context,
  workspaceId: Id | null,
  firstIn?: string,
): KnownEventType[] {
  const known = new Map<string, KnownEventType>()
  const names = [...profiles.keys()].toReversed()
  for (const profile of firstIn === undefined ? names : [...names, firstIn]) {
    for (const type of profiles.get(profile)?.rules.eventTypes ?? []) {
      known.set(type.name, { origin: 'profile', profile, type })
    }
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

/** Those that webhooks of this profile may ask for. */
export function listTypesOfProfile(
  context: Context,
  workspaceId: Id | null,
  profile: string,
): KnownEventType[] {
  const known = listEventTypes(context, workspaceId, profile)
  const rules = context.profiles.get(profile)?.rules
  if (rules === undefined || rules.openToAllTypes) return known
  const names = new Set(rules.eventTypes.map(({ name }) => name))
  return known.filter(({ type }) => names.has(type.name))
}
