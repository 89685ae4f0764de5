import type { Id } from '../domain/ids.ts'
import { webhookSecretBinding, type Sealer } from '../domain/sealer.ts'
import { createSigningSecret, type SigningSecret } from '../domain/signature-scheme.ts'
import type { Webhook } from '../domain/webhook.ts'

interface Unsealed {
  readonly webhook: Webhook
  readonly secrets: readonly SigningSecret[]
  /** The first of its secrets expires then, and the list has to be made again. */
  readonly validUntilMs: number
}

const remembered = 20_000

/**
 * Secrets, unsealed at first use. A key object costs five times as much to make as to use, so the
 * most recently used are kept.
 */
export function createSigningKeys(sealer: Sealer): {
  /** Newest first. Throws when a secret does not unseal. */
  secretsOf(webhook: Webhook, nowMs: number): readonly SigningSecret[]
} {
  const cache = new Map<Id, Unsealed>()

  function unseal(webhook: Webhook, nowMs: number): Unsealed {
    let validUntilMs = Number.POSITIVE_INFINITY
    const secrets: SigningSecret[] = []
    for (const { id, sealed, expiresAtMs, inListsOnly } of webhook.secrets) {
      if (expiresAtMs !== null) {
        if (expiresAtMs <= nowMs) continue
        validUntilMs = Math.min(validUntilMs, expiresAtMs)
      }
      const secret = sealer.unseal(sealed, webhookSecretBinding(webhook.id, id))
      secrets.push({ ...createSigningSecret(secret), inListsOnly: inListsOnly ?? false })
    }
    return { webhook, secrets, validUntilMs }
  }

  return {
    secretsOf(webhook, nowMs) {
      const cached = cache.get(webhook.id)
      if (cached?.webhook === webhook && nowMs < cached.validUntilMs) return cached.secrets
      const unsealed = unseal(webhook, nowMs)
      cache.delete(webhook.id)
      cache.set(webhook.id, unsealed)
      if (cache.size > remembered) evictOldest(cache)
      return unsealed.secrets
    },
  }
}

function evictOldest<Key>(cache: Map<Key, unknown>): void {
  for (const oldest of cache.keys()) {
    cache.delete(oldest)
    return
  }
}
