import { ConfigError } from '../config/config-error.ts'
import { keyNameOf } from '../config/key-ring.ts'
import type { MasterKeysInUse } from '../config/master-keys-in-use.ts'
import type { SealedText } from '../domain/sealed-texts.ts'
import type { Catalog } from '../engine/catalog.ts'
import { allSealedTexts } from './sealed-webhooks.ts'

/** A single text may be damaged; so many are not. */
const mostTries = 20

/**
 * Throws a {@link ConfigError} when the database holds texts that these keys do not unseal: it is
 * another server's, or the key is. Such a server could sign for nobody.
 */
export function assertKeysFit(
  catalog: Catalog,
  masterKeys: Pick<MasterKeysInUse, 'names' | 'sealer'>,
): void {
  const tries = new Map<string, number>()
  const proven = new Set<string>()
  for (const text of allSealedTexts(catalog)) {
    const name = keyNameOf(text.sealed)
    if (name === '' || proven.has(name)) continue
    if (!masterKeys.names.includes(name)) throw doesNotFit(name)
    if (unseals(masterKeys, text)) proven.add(name)
    else {
      const tried = (tries.get(name) ?? 0) + 1
      if (tried === mostTries) throw doesNotFit(name)
      tries.set(name, tried)
    }
  }
  for (const name of tries.keys()) if (!proven.has(name)) throw doesNotFit(name)
}

function unseals(
  { sealer }: Pick<MasterKeysInUse, 'sealer'>,
  { sealed, boundTo }: SealedText,
): boolean {
  try {
    sealer.unseal(sealed, boundTo)
    return true
  } catch {
    return false
  }
}

function doesNotFit(name: string): ConfigError {
  return new ConfigError(
    `The master key does not fit the database: the secrets there were sealed under another key, named "${name}". ` +
      'Put that one back, or behind the new one, separated by a comma.',
  )
}
