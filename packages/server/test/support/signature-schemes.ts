import type { SignatureScheme } from '../../src/domain/signature-scheme.ts'

/** What products outside of Posthorn sign with, as an operator would write it down. */

/** [found] The extra signature of graph8's newer documents. */
export const graph8Studio: SignatureScheme = {
  header: 'X-Studio-Signature',
  timestampHeader: 'X-Studio-Timestamp',
  algorithm: 'hmac-sha256',
  key: 'utf8',
  content: 'timestamp.body',
  encoding: 'hex',
  prefix: 'sha256=',
}

export const github: SignatureScheme = {
  header: 'X-Hub-Signature-256',
  algorithm: 'hmac-sha256',
  key: 'utf8',
  content: 'body',
  encoding: 'hex',
  prefix: 'sha256=',
}

export const stripe: SignatureScheme = {
  header: 'Stripe-Signature',
  algorithm: 'hmac-sha256',
  key: 'utf8',
  content: 'timestamp.body',
  encoding: 'hex',
  prefix: 'v1=',
  list: { separator: ',', timestampPrefix: 't=' },
}

/** Standard Webhooks 1.0.0, `v1a`. */
export const standardWebhooksPublicKey: SignatureScheme = {
  header: 'webhook-signature',
  idHeader: 'webhook-id',
  timestampHeader: 'webhook-timestamp',
  algorithm: 'ed25519',
  key: 'whsk',
  content: 'id.timestamp.body',
  encoding: 'base64',
  prefix: 'v1a,',
  list: { separator: ' ' },
}
