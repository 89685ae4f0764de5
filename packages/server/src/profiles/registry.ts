import { createProfileRegistry, type ProfileRegistry } from './profile.ts'
import { createProfile, type ProfileDefinition, type ProfileTools } from './profile-definition.ts'
import { standardProfile } from './standard/definition.ts'

/** The profiles that come with Posthorn. A new one is a folder beside this file and an entry here. */
export const builtInProfiles: readonly ProfileDefinition[] = [standardProfile]

export function createBuiltInProfiles(tools: ProfileTools): ProfileRegistry {
  return createProfileRegistry(builtInProfiles.map((profile) => createProfile(profile, tools)))
}
