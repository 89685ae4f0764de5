import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Sealer } from '../domain/sealer.ts'
import { ConfigError } from './config-error.ts'
import { checkProbe } from './key-probe.ts'
import { parseMasterKeys, type MasterKeys } from './key-ring.ts'
import { makeMasterKeyFile, readMasterKeyFile } from './master-key-file.ts'
import { createMasterKeysInUse, type MasterKeysInUse } from './master-keys-in-use.ts'
import type { Environment } from './read-environment.ts'
import { environmentOnly } from './settings.ts'

export interface Secrets {
  readonly masterKeys: MasterKeysInUse
  /** The operator's admin key; null: one is made when the server has none. */
  readonly adminKey: string | null
  /** Of PostgreSQL, password included; null: there is none. */
  readonly databaseUrl: string | null
}

const {
  adminKey: adminKeySetting,
  masterKey: masterKeySetting,
  databaseUrl: databaseUrlSetting,
} = environmentOnly

/**
 * Opens the keys, and makes them on the first start.
 * Throws a {@link ConfigError} when the directory cannot be used, or when the master key is not the one that the data directory was used
 * with: such a server could unseal no webhook's secret and would send nothing.
 */
export function loadSecrets(environment: Environment, dataDir: string): Secrets {
  const adminKey = readAdminKey(environment)
  const databaseUrl = readDatabaseUrl(environment)
  try {
    return { masterKeys: openMasterKeys(environment, dataDir), adminKey, databaseUrl }
  } catch (error) {
    if (!isFileError(error)) throw error
    throw new ConfigError(`The data directory ${dataDir} cannot be used: ${error.message}`, {
      cause: error,
    })
  }
}

function openMasterKeys(environment: Environment, dataDir: string): MasterKeysInUse {
  const keyPath = join(dataDir, 'master.key')
  const probePath = join(dataDir, 'master.key.check')
  const wasUsed = existsSync(probePath)
  const given = readMasterKeys(environment)
  const found = given ?? readMasterKeyFile(keyPath)
  if (found === null && wasUsed) {
    throw new ConfigError(
      `${keyPath} is missing, and the secrets in ${dataDir} were sealed under it. ` +
        `Put it back, or set ${masterKeySetting.variable} to what it held.`,
    )
  }
  const masterKeys = createMasterKeysInUse(found ?? makeMasterKeyFile(keyPath), {
    keyPath: given === null ? keyPath : null,
    probePath,
  })
  if (wasUsed) assertFits(masterKeys.sealer, probePath, dataDir)
  return masterKeys
}

function assertFits(sealer: Sealer, probePath: string, dataDir: string): void {
  try {
    checkProbe(probePath, sealer)
  } catch (error) {
    throw new ConfigError(
      `The master key does not fit ${dataDir}: the secrets there were sealed under another one. ` +
        `Give that one back, or add it to ${masterKeySetting.variable} behind the new one.`,
      { cause: error },
    )
  }
}

function readAdminKey(environment: Environment): string | null {
  const key = environment.values.get(adminKeySetting.variable)
  if (key === undefined) return null
  if (/^[\x21-\x7e]{32,256}$/.test(key)) return key
  throw new ConfigError(
    `${adminKeySetting.variable} (${key.length} characters) has to be 32 to 256 printable characters ` +
      'without a space. `openssl rand -hex 32` makes one.',
  )
}

/** What it names is found out when it is opened; it is never repeated, because of its password. */
function readDatabaseUrl(environment: Environment): string | null {
  const url = environment.values.get(databaseUrlSetting.variable)
  if (url === undefined) return null
  if (/^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url)) return url
  throw new ConfigError(
    `${databaseUrlSetting.variable} has to be \`postgres://user:password@host/database\`, ` +
      'with special characters of the password percent-encoded.',
  )
}

function readMasterKeys(environment: Environment): MasterKeys | null {
  const text = environment.values.get(masterKeySetting.variable)
  if (text === undefined) return null
  const keys = parseMasterKeys(text)
  if (keys !== null) return keys
  throw new ConfigError(
    `${masterKeySetting.variable} has to be \`name:key\` pairs separated by commas, no name twice, ` +
      'each key 32 bytes in base64. `echo k1:$(openssl rand -base64 32)` makes one.',
  )
}

function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}
