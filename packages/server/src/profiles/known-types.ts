import type { EventType } from '../domain/event-type.ts'
import type { ProfileRegistry } from './profile.ts'

/** What the catalogues of these profiles say of each type, by its name. */
export function knownTypes(profiles: ProfileRegistry): ReadonlyMap<string, readonly EventType[]> {
  const types = [...profiles.values()].flatMap(({ rules }) => rules.eventTypes)
  return Map.groupBy(types, ({ name }) => name)
}
