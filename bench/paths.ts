import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

export const root: string = join(import.meta.dirname, '..')

/** Everything the benchmark makes: compiled programs and, while it runs, databases. Git ignores it. */
export const cacheDir: string = join(root, '.bench')

export function ensureDir(path: string): string {
  mkdirSync(path, { recursive: true })
  return path
}
