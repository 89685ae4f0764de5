/** Keeps secrets unreadable at rest. `boundTo` names the row, so that a ciphertext fits no other. */
export interface Sealer {
  seal(plaintext: string, boundTo: string): string
  /** Throws when the key does not fit, or the text was sealed for something else. */
  unseal(sealed: string, boundTo: string): string
}

/** What a webhook's secret is bound to. */
export function webhookSecretBinding(webhookId: string, secretId: string): string {
  return `webhooks/${webhookId}/secrets/${secretId}`
}

/** What a webhook's custom headers are bound to. */
export function webhookHeadersBinding(webhookId: string): string {
  return `webhooks/${webhookId}/headers`
}

/** What a webhook's client certificate, its key and its authorities are bound to. */
export function webhookTlsBinding(webhookId: string): string {
  return `webhooks/${webhookId}/tls`
}
