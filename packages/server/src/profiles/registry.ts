import { encrataProfile } from './encrata/definition.ts'
import { endgrateProfile } from './endgrate/definition.ts'
import { graph8Profile } from './graph8/definition.ts'
import { createProfileRegistry, type ProfileRegistry } from './profile.ts'
import { createProfile, type ProfileDefinition, type ProfileTools } from './profile-definition.ts'
import { standardProfile } from './standard/definition.ts'

/** The profiles that come with Posthorn. A new one is a folder beside this file and an entry here. */
export const builtInProfiles: readonly ProfileDefinition[] = [
  standardProfile,
  encrataProfile,
  graph8Profile,
  endgrateProfile,
]

export function createBuiltInProfiles(tools: ProfileTools): ProfileRegistry {
  return createProfileRegistry(builtInProfiles.map((profile) => createProfile(profile, tools)))
}
