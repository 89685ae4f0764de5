import { hash } from 'node:crypto'

/** What is kept of a key. It has 256 random bits, so one pass is all that a look-up needs. */
export function hashApiKey(text: string): string {
  return hash('sha256', text, 'hex')
}
