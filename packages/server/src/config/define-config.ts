import type { Settings } from './settings.ts'

/** What `posthorn.config.ts` may set. A variable of the environment wins over it. */
export type PosthornConfig = { readonly [Field in keyof Settings]?: Settings[Field] | undefined }

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
