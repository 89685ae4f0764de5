import type { ConfigPlace } from '../../config/config-place.ts'
import { list } from '../../config/field-kind.ts'
import { allProfiles } from '../../config/settings.ts'
import type { ProfileDefinition } from '../profile-definition.ts'
import { createOwnProfile } from './own-profile.ts'
import { ownProfileFields } from './own-profile-fields.ts'
import { pathFault } from './path-faults.ts'

export interface ProfilesAround {
  /** What an own profile may be made of. */
  readonly builtIn: readonly ProfileDefinition[]
  /** What it stands beside. */
  readonly enabled: readonly ProfileDefinition[]
}

/** More are not one product's. */
const mostProfiles = 100

/** The profiles that an operator defines. What is wrong with them is reported at its place. */
export function readOwnProfiles(
  value: unknown,
  { builtIn, enabled }: ProfilesAround,
  place: ConfigPlace,
): readonly ProfileDefinition[] {
  if (value === undefined) return []
  const names = builtIn.map(({ name }) => name)
  const own: ProfileDefinition[] = []
  const kind = ownProfileFields(names)
  list(
    {
      read(item: unknown, at) {
        const fields = kind.read(item, at)
        const base = builtIn.find(({ name }) => name === fields?.extends)
        if (fields === undefined || base === undefined) return undefined
        const definition = createOwnProfile(base, fields, at)
        if (definition === undefined) return undefined
        if (!standsApart(definition, { names, others: [...enabled, ...own] }, at)) return undefined
        own.push(definition)
        return definition
      },
    },
    { max: mostProfiles, of: 'profiles' },
  ).read(value, place)
  return own
}

interface Others {
  /** Of all built-in profiles, whether or not they are enabled: webhooks may be theirs. */
  readonly names: readonly string[]
  readonly others: readonly ProfileDefinition[]
}

function standsApart(
  definition: ProfileDefinition,
  { names, others }: Others,
  place: ConfigPlace,
): boolean {
  const { name } = definition
  if (names.includes(name) || name === allProfiles) {
    place.member('name').report(`is "${name}", which is the name of a built-in profile.`)
    return false
  }
  if (others.some((other) => other.name === name)) {
    place.member('name').report(`is "${name}", which another profile is named already.`)
    return false
  }
  const fault = pathFault(definition, others)
  if (fault === null) return true
  place.member('basePath').report(`is "${definition.surface?.root}", ${fault}`)
  return false
}
