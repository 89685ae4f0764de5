import { webhookHeadersBinding, webhookSecretBinding, webhookTlsBinding } from './sealer.ts'
import type { Webhook } from './webhook.ts'

/** A text of the key ring, and what it is bound to. */
export interface SealedText {
  readonly sealed: string
  readonly boundTo: string
}

/**
 * The webhook with each of its sealed texts replaced. This is the one list of what is sealed: a
 * change of the master key reaches what stands here and nothing else.
 */
export function mapSealedTexts(webhook: Webhook, replace: (text: SealedText) => string): Webhook {
  const secrets = webhook.secrets.map((secret) => {
    const boundTo = webhookSecretBinding(webhook.id, secret.id)
    return { ...secret, sealed: replace({ sealed: secret.sealed, boundTo }) }
  })
  const anew = <Part extends { readonly sealed: string }>(
    part: Part | null,
    boundTo: string,
  ): Part | null =>
    part === null ? null : { ...part, sealed: replace({ sealed: part.sealed, boundTo }) }
  return {
    ...webhook,
    secrets,
    customHeaders: anew(webhook.customHeaders, webhookHeadersBinding(webhook.id)),
    tls: anew(webhook.tls, webhookTlsBinding(webhook.id)),
  }
}

export function sealedTextsOf(webhook: Webhook): SealedText[] {
  const texts: SealedText[] = []
  mapSealedTexts(webhook, (text) => {
    texts.push(text)
    return text.sealed
  })
  return texts
}
