import type { ProfileDefinition } from './profile-definition.ts'

type Generator = ProfileDefinition['generateSecret']

/** The key is the whole text, prefix included. */
export function hexSecret(prefix: string): Generator {
  return (randomBytes) => prefix + randomBytes(32).toString('hex')
}

/** What Standard Webhooks asks for, and as good a key as any as a whole text. */
export const standardWebhooksSecret: Generator = (randomBytes) =>
  `whsec_${randomBytes(32).toString('base64')}`
