import type { OwnProfile } from './define-profile.ts'
import type { ProfileOptions } from './profile-options.ts'
import type { Settings } from './settings.ts'

/*
 * The way into this package for `posthorn.config.ts`: what is exported here is what the file may
 * import from `posthorn/config`.
 */
export {
  defineProfile,
  type EventHeaderValue,
  type OwnEventType,
  type OwnProfile,
  type OwnRequestLimits,
  type OwnRequestWindow,
  type OwnTestEvent,
} from './define-profile.ts'
export {
  githubStyle,
  standardWebhooks,
  standardWebhooksAsymmetric,
  stripeStyle,
} from '../domain/known-signatures.ts'
export type { SignatureScheme } from '../domain/signature-scheme.ts'
export type { ProfileOptions } from './profile-options.ts'

/** What `posthorn.config.ts` may set. A variable of the environment wins over it. */
export type PosthornConfig = {
  readonly [Field in keyof Settings]?: Settings[Field] | undefined
} & ProfileOptions & {
    /** Profiles of your own, beside those that are built in. */
    readonly profiles?: readonly OwnProfile[] | undefined
  }

/**
 * Gives an editor the types of `posthorn.config.ts`.
 *
 *     import { defineConfig } from 'posthorn/config'
 *
 *     export default defineConfig({ port: 9000, allowNetworks: ['10.0.0.0/8'] })
 */
export function defineConfig(config: PosthornConfig): PosthornConfig {
  return config
}
