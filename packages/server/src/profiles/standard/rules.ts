import type { ProfileRules } from '../../domain/profile-rules.ts'
import { standardEventTypes } from './event-types.ts'

/** @param randomBytes - gives this many unpredictable bytes */
export function createStandardRules(randomBytes: (count: number) => Buffer): ProfileRules {
  return {
    name: 'standard',
    eventTypes: standardEventTypes,
    openToAllTypes: true,
    maxActiveWebhooks: null,
    requiresHttps: false,
    acceptsSecret: true,
    // What Standard Webhooks asks for, and as good a key as any for the page's own code.
    generateSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
  }
}
