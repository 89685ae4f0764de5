import { readFileSync } from 'node:fs'
import type { Sealer } from '../domain/sealer.ts'
import { writePrivateFile } from './private-file.ts'

const plaintext = 'posthorn'
const boundTo = 'key-probe'

/** Writes a text sealed under the key that is in use, to be checked on every later start. */
export function writeProbe(path: string, sealer: Sealer): void {
  writePrivateFile(path, `${sealer.seal(plaintext, boundTo)}\n`)
}

/** Throws when this sealer cannot unseal what the first one sealed. */
export function checkProbe(path: string, sealer: Sealer): void {
  sealer.unseal(readFileSync(path, 'utf8').trim(), boundTo)
}
