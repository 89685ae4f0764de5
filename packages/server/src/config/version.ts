import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version of this program, as its package.json has it. */
export const version: string = readVersion()

function readVersion(): string {
  // The same distance from src/config and from dist/config.
  const path = join(import.meta.dirname, '..', '..', 'package.json')
  // The file is our own, and a package without a version is never published.
  const { version: text } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }
  return text
}
