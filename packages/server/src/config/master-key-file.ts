import { readFileSync, statSync } from 'node:fs'
import { ConfigError } from './config-error.ts'
import {
  formatMasterKey,
  generateMasterKey,
  parseMasterKeys,
  type MasterKey,
  type MasterKeys,
} from './key-ring.ts'
import { createPrivateFile, writePrivateFile } from './private-file.ts'

/** What the file holds; null when there is none. It reads as POSTHORN_MASTER_KEY does. */
export function readMasterKeyFile(path: string): MasterKeys | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return null
  // Windows has no such bits: there, the directory's permissions protect the file.
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    const mode = (stat.mode & 0o777).toString(8)
    throw new ConfigError(
      `${path} can be read by others (its mode is ${mode}). Run: chmod 600 ${path}`,
    )
  }
  const keys = parseMasterKeys(readFileSync(path, 'utf8').trim())
  if (keys !== null) return keys
  throw new ConfigError(`${path} holds no key: \`name:key\` is expected, 32 bytes in base64.`)
}

/**
 * Makes a key and its file. Throws `EEXIST` when another process was quicker: its key is the one
 * that counts, and two servers that start at once must not replace each other's.
 */
export function makeMasterKeyFile(path: string): MasterKeys {
  const key = generateMasterKey()
  createPrivateFile(path, textOf([key]))
  return [key]
}

/** In place of the file that is there; whole or not at all. */
export function writeMasterKeyFile(path: string, keys: MasterKeys): void {
  writePrivateFile(path, textOf(keys))
}

function textOf(keys: readonly MasterKey[]): string {
  return `${keys.map(formatMasterKey).join(',')}\n`
}
