import type { Signature } from '@posthorn/sdk/client'

/** Code that verifies deliveries, with one scheme's names filled in. */
export interface Language {
  readonly name: string
  /** null: this language's own library cannot do it. */
  readonly render: (scheme: Signature) => string | null
}

/** How far a signed time may lie from now. */
export const toleranceS = 300

export function isTimed({ content }: Signature): boolean {
  return content !== 'body'
}

export function isNamed({ content }: Signature): boolean {
  return content === 'id.timestamp.body'
}

/** `sha256`; null for what is no HMAC. */
export function digestOf({ algorithm }: Signature): 'sha256' | 'sha1' | null {
  if (algorithm === 'ed25519') return null
  return algorithm === 'hmac-sha256' ? 'sha256' : 'sha1'
}

/** Text in quotes that mean the same in every language that is rendered here. */
export function quote(text: string): string {
  return JSON.stringify(text)
}

/** Lines of code; null leaves one out. */
export function lines(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join('\n')
}
