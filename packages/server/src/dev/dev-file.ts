import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from '../config/private-file.ts'

/** What `posthorn dev` remembers, for its next start and for commands in the same directory. */
export interface DevFile {
  readonly url: string
  /** An API key of the workspace. */
  readonly key: string
  /** The key that may do everything, if this server made it. */
  readonly adminKey: string | null
  readonly workspaceId: string
  /** The webhook that points at the inbox. */
  readonly webhookId: string
}

const fields = ['url', 'key', 'workspaceId', 'webhookId'] as const

/** null: there is none, or none that can be used. */
export function readDevFile(dataDir: string): DevFile | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(pathIn(dataDir), 'utf8'))
    return isDevFile(parsed) ? parsed : null
  } catch {
    return null
  }
}

export function writeDevFile(dataDir: string, file: DevFile): void {
  writePrivateFile(pathIn(dataDir), `${JSON.stringify(file, null, 2)}\n`)
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'dev.json')
}

function isDevFile(value: unknown): value is DevFile {
  if (typeof value !== 'object' || value === null) return false
  const entries = new Map<string, unknown>(Object.entries(value))
  const adminKey = entries.get('adminKey')
  const hasText = fields.every((field) => typeof entries.get(field) === 'string')
  return hasText && (adminKey === null || typeof adminKey === 'string')
}
