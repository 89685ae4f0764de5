import { existsSync } from 'node:fs'
import { ConfigError } from './config-error.ts'
import { writeProbe } from './key-probe.ts'
import { createKeyRing, generateMasterKey, keyNameOf, type MasterKeys } from './key-ring.ts'
import { writeMasterKeyFile } from './master-key-file.ts'
import type { Sealer } from '../domain/sealer.ts'

/** The master keys of a running server, which may change while it runs. */
export interface MasterKeysInUse {
  /** Seals under the first key, as it is now. */
  readonly sealer: Sealer
  /** `environment`: only the operator can change them, by a restart. */
  readonly source: 'file' | 'environment'
  /** The first one seals. */
  readonly names: readonly [string, ...string[]]
  /** They fit the database: from the first time on, every later start is checked with them. */
  confirm(): void
  /** Whether a text was sealed under the key that seals now. */
  isCurrent(sealed: string): boolean
  /**
   * Puts a new key in front, in the file first. Throws a {@link ConfigError} when the file cannot be
   * written, and when the keys come from the environment; the keys then stay as they are.
   */
  addKey(): void
  /**
   * Every text is sealed under the first key now: later starts are checked with it, and the others
   * leave the file. In the environment they stand until the operator takes them out.
   */
  dropFormerKeys(): void
}

export interface KeyPlaces {
  /** null: the keys come from the environment. */
  readonly keyPath: string | null
  readonly probePath: string
}

export function createMasterKeysInUse(
  initial: MasterKeys,
  { keyPath, probePath }: KeyPlaces,
): MasterKeysInUse {
  let keys = initial
  let ring = createKeyRing(keys)

  function use(next: MasterKeys): void {
    keys = next
    ring = createKeyRing(next)
  }

  function write(path: string, next: MasterKeys): void {
    try {
      writeMasterKeyFile(path, next)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new ConfigError(`The master key’s file cannot be written: ${reason}`, { cause: error })
    }
  }

  return {
    sealer: {
      seal: (plaintext, boundTo) => ring.seal(plaintext, boundTo),
      unseal: (sealed, boundTo) => ring.unseal(sealed, boundTo),
    },
    source: keyPath === null ? 'environment' : 'file',
    get names() {
      const [first, ...rest] = keys
      return [first.name, ...rest.map(({ name }) => name)] as const
    },
    confirm() {
      if (!existsSync(probePath)) writeProbe(probePath, ring)
    },
    isCurrent: (sealed) => keyNameOf(sealed) === keys[0].name,
    addKey() {
      if (keyPath === null) {
        throw new ConfigError('The master keys come from the environment, not from a file.')
      }
      const next: MasterKeys = [generateMasterKey(), ...keys]
      // From here on a crash finds all keys in the file: nothing is sealed under one that is not.
      write(keyPath, next)
      use(next)
    },
    dropFormerKeys() {
      // While the former keys are there still, so that a crash in between leaves nothing that does not fit.
      writeProbe(probePath, ring)
      if (keyPath === null) return
      const next: MasterKeys = [keys[0]]
      write(keyPath, next)
      use(next)
    },
  }
}
