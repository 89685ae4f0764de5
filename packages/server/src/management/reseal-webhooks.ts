import type { MasterKeysInUse } from '../config/master-keys-in-use.ts'
import { mapSealedTexts } from '../domain/sealed-texts.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Engine } from '../engine/engine.ts'
import type { ResealedWebhook } from '../stores/catalog-store.ts'
import type { Store } from '../stores/store.ts'
import { allWebhooks } from './sealed-webhooks.ts'

export interface ResealingDependencies {
  readonly masterKeys: Pick<MasterKeysInUse, 'sealer' | 'isCurrent'>
  readonly store: Pick<Store, 'replaceSealed'>
  readonly engine: Pick<Engine, 'catalog' | 'refreshCatalog'>
}

/** One transaction, and one refresh of every node's catalogue. */
const batchSize = 200

/**
 * Seals anew whatever stands under another key than the one that seals now; what is changed by
 * somebody else in the meantime is left to the next call.
 *
 * @returns the texts that no key unseals
 */
export async function resealWebhooks(
  { masterKeys, store, engine }: ResealingDependencies,
  shouldStop: () => boolean,
): Promise<ReadonlySet<string>> {
  const unreadable = new Set<string>()
  let batch: ResealedWebhook[] = []
  const write = async (): Promise<void> => {
    await store.replaceSealed(batch)
    await engine.refreshCatalog()
    batch = []
  }
  for (const webhook of allWebhooks(engine.catalog)) {
    if (shouldStop()) break
    const resealed = reseal(webhook, masterKeys, unreadable)
    if (resealed === null) continue
    batch.push({ webhook: resealed, ifUpdatedAtMs: webhook.updatedAtMs })
    if (batch.length === batchSize) await write()
  }
  if (batch.length > 0) await write()
  return unreadable
}

/** null: there is nothing to do, or nothing that can be done. */
function reseal(
  webhook: Webhook,
  { sealer, isCurrent }: ResealingDependencies['masterKeys'],
  unreadable: Set<string>,
): Webhook | null {
  let isChanged = false
  const resealed = mapSealedTexts(webhook, ({ sealed, boundTo }) => {
    if (isCurrent(sealed)) return sealed
    let plaintext: string
    try {
      plaintext = sealer.unseal(sealed, boundTo)
    } catch {
      unreadable.add(sealed)
      return sealed
    }
    isChanged = true
    return sealer.seal(plaintext, boundTo)
  })
  // A millisecond tells a change that was begun before: it comes too late, and is made again.
  return isChanged ? { ...resealed, updatedAtMs: webhook.updatedAtMs + 1 } : null
}
