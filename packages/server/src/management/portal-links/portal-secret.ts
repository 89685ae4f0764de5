import { hash } from 'node:crypto'

/** Beyond guessing, so wrong ones are not counted: that would only lock out whoever has the right one. */
export const portalSecretBytes = 32

export function formatPortalSecret(random: Uint8Array): string {
  return Buffer.from(random).toString('base64url')
}

/** What is kept of a secret, a link's or a session's. It has 256 random bits, so one pass is enough. */
export function hashPortalSecret(text: string): string {
  return hash('sha256', text, 'hex')
}
