import { ConfigError } from '../config/config-error.ts'
import type { MasterKeysInUse } from '../config/master-keys-in-use.ts'
import type { SharedStore } from '../stores/shared-store.ts'

const plaintext = 'posthorn'
const boundTo = 'key-check'

/**
 * Throws a {@link ConfigError} when another server of this database seals under a key that this one
 * does not have: neither could read what the other has sealed.
 */
export async function assertSameKeys(
  shared: SharedStore | null,
  { names, sealer }: Pick<MasterKeysInUse, 'names' | 'sealer'>,
): Promise<void> {
  if (shared === null) return
  const own = { keyName: names[0], sealed: sealer.seal(plaintext, boundTo) }
  for (const sealed of await shared.keyChecks(own)) {
    try {
      sealer.unseal(sealed, boundTo)
    } catch (error) {
      throw new ConfigError(
        'The master key is not the one that other servers use with this database. ' +
          'Give all of them the same POSTHORN_MASTER_KEY.',
        { cause: error },
      )
    }
  }
  await shared.addKeyCheck(own)
}
