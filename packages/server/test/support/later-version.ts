import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../../..')

/**
 * This program as it would be with one more migration of PostgreSQL's: its `main.ts`, in a directory
 * that the caller deletes.
 */
export function makeLaterVersion(directory: string, migration: string): string {
  const server = join(directory, 'packages/server')
  mkdirSync(server, { recursive: true })
  for (const name of ['docs', 'node_modules', 'packages/dashboard']) {
    symlinkSync(join(root, name), join(directory, name))
  }
  for (const name of readdirSync(join(root, 'packages/server'))) {
    if (name === 'src')
      cpSync(join(root, 'packages/server/src'), join(server, 'src'), { recursive: true })
    else symlinkSync(join(root, 'packages/server', name), join(server, name))
  }
  writeFileSync(join(server, 'src/stores/postgres/migrations/9000_later.sql'), migration)
  return join(server, 'src/main.ts')
}
