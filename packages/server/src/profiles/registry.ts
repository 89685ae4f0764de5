import { createProfileRegistry, type ProfileRegistry } from './profile.ts'
import { createStandardDelivery } from './standard/delivery.ts'
import { createStandardRules } from './standard/rules.ts'
import { standardSurface } from './standard/surface.ts'

export interface BuiltInProfileOptions {
  /** Of Posthorn, told to receivers. */
  readonly version: string
  readonly randomBytes: (length: number) => Buffer
}

/** The profiles that come with Posthorn. A new one is a folder beside this file and an entry here. */
export function createBuiltInProfiles(options: BuiltInProfileOptions): ProfileRegistry {
  return createProfileRegistry([
    {
      rules: createStandardRules(options.randomBytes),
      delivery: createStandardDelivery(options.version),
      surface: standardSurface,
    },
  ])
}
