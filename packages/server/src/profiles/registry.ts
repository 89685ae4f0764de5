import { encrataProfile } from './encrata/definition.ts'
import { endgrateProfile } from './endgrate/definition.ts'
import { graph8Profile } from './graph8/definition.ts'
import type { ProfileDefinition } from './profile-definition.ts'
import { standardProfile } from './standard/definition.ts'

/** The profiles that come with Posthorn. A new one is a folder beside this file and an entry here. */
export const builtInProfiles: readonly ProfileDefinition[] = [
  standardProfile,
  encrataProfile,
  graph8Profile,
  endgrateProfile,
]
