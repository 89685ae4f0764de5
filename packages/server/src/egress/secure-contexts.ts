import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import type { ConnectionTls } from '../domain/sender.ts'
import type { TlsMaterial } from '../domain/webhook.ts'
import { OutcomeError } from './outcome-error.ts'

const remembered = 500

const usual: TlsMaterial = { clientCertificate: null, clientKey: null, ca: null }

/** What TLS connections are made with. Contexts take a while to make, so they are kept. */
export class SecureContexts {
  /** Instead of Node's own where there are any. */
  readonly #authorities: readonly string[] | null
  readonly #usual: SecureContext
  readonly #contexts = new Map<string, SecureContext>()

  /** @param extraCertificates - PEM; trusted beside the authorities that Node trusts */
  constructor(extraCertificates: readonly string[]) {
    this.#authorities =
      extraCertificates.length === 0
        ? null
        : [...getCACertificates('default'), ...extraCertificates]
    this.#usual = secureContextOf(usual, this.#authorities)
  }

  /** Throws an `OutcomeError` when OpenSSL, or its present version, has something against the material. */
  get(tls: ConnectionTls | null): SecureContext {
    if (tls === null) return this.#usual
    try {
      return this.#contexts.get(tls.id) ?? this.#add(tls)
    } catch (error) {
      const detail = 'TLS refuses the webhook’s certificates'
      throw new OutcomeError({ kind: 'unsendable', detail }, error)
    }
  }

  #add(tls: ConnectionTls): SecureContext {
    const context = secureContextOf(tls, this.#authorities)
    for (const oldest of this.#contexts.keys()) {
      if (this.#contexts.size < remembered) break
      this.#contexts.delete(oldest)
    }
    this.#contexts.set(tls.id, context)
    return context
  }
}

/**
 * Authorities of the material's own take the place of all others. Throws what OpenSSL has against
 * it.
 *
 * @param authorities - null: those that Node trusts
 */
export function secureContextOf(
  { clientCertificate, clientKey, ca }: TlsMaterial,
  authorities: readonly string[] | null,
): SecureContext {
  const trusted = ca === null ? authorities : [ca]
  return createSecureContext({
    minVersion: 'TLSv1.2',
    ...(trusted !== null && { ca: [...trusted] }),
    ...(clientCertificate !== null && { cert: clientCertificate }),
    ...(clientKey !== null && { key: clientKey }),
  })
}
