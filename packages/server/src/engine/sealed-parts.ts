import { createHash } from 'node:crypto'
import type { Id } from '../domain/ids.ts'
import { webhookHeadersBinding, webhookTlsBinding, type Sealer } from '../domain/sealer.ts'
import type { ConnectionTls } from '../domain/sender.ts'
import type { SealedHeaders, SealedTls, TlsMaterial, Webhook } from '../domain/webhook.ts'

/** What webhooks keep sealed beside their secrets, for those that have it. */
export interface SealedParts {
  /** Flat list: name, value, name, value … Throws when it does not unseal. */
  customHeadersOf(webhook: Webhook, headers: SealedHeaders): readonly string[]
  /** Throws when it does not unseal, and when it has expired. */
  connectionTlsOf(webhook: Webhook, tls: SealedTls, nowMs: number): ConnectionTls
}

/** Some KiB each. */
const rememberedHeaders = 2000
/** Up to 48 KiB each; as many as there are TLS contexts. */
const rememberedMaterials = 500

/** Unsealed at first use; the most recently unsealed are kept. */
export function createSealedParts(sealer: Sealer): SealedParts {
  const headersOf = remember(rememberedHeaders, ({ id }, { sealed }: SealedHeaders) => {
    const text = unseal(sealer, { sealed, boundTo: webhookHeadersBinding(id) }, 'custom headers')
    // What unseals is what was sealed.
    return JSON.parse(text) as string[]
  })
  const materialOf = remember(rememberedMaterials, ({ id }, { sealed }: SealedTls) => {
    const text = unseal(sealer, { sealed, boundTo: webhookTlsBinding(id) }, 'certificates')
    // What unseals is what was sealed.
    const material = JSON.parse(text) as TlsMaterial
    const digest = createHash('sha256').update(text).digest('base64')
    // With the webhook's id, so that not even an equal certificate shares its connections.
    return { ...material, id: `${id} ${digest}` }
  })
  return {
    customHeadersOf: headersOf,
    connectionTlsOf(webhook, tls, nowMs) {
      assertNotExpired(tls, nowMs)
      return materialOf(webhook, tls)
    },
  }
}

function assertNotExpired({ clientCertificate, authorities }: SealedTls, nowMs: number): void {
  if (clientCertificate !== null && clientCertificate.expiresAtMs <= nowMs) {
    throw new Error('the client certificate of the webhook has expired')
  }
  if (authorities.length === 0) return
  if (authorities.every(({ expiresAtMs }) => expiresAtMs <= nowMs)) {
    throw new Error('the certificate authorities of the webhook have expired')
  }
}

function unseal(
  sealer: Sealer,
  { sealed, boundTo }: { readonly sealed: string; readonly boundTo: string },
  what: string,
): string {
  try {
    return sealer.unseal(sealed, boundTo)
  } catch (error) {
    throw new Error(`the ${what} of the webhook cannot be unsealed`, { cause: error })
  }
}

/** A part that was changed is another object, and what was made of the former one is let go. */
function remember<Part, Value>(
  remembered: number,
  make: (webhook: Webhook, part: Part) => Value,
): (webhook: Webhook, part: Part) => Value {
  const cache = new Map<Id, { readonly part: Part; readonly value: Value }>()
  return (webhook, part) => {
    const cached = cache.get(webhook.id)
    if (cached?.part === part) return cached.value
    const value = make(webhook, part)
    cache.delete(webhook.id)
    for (const oldest of cache.keys()) {
      if (cache.size < remembered) break
      cache.delete(oldest)
    }
    cache.set(webhook.id, { part, value })
    return value
  }
}
