import type { Ed25519Scheme, HmacScheme } from './signature-scheme.ts'

/** Ways to sign that many receivers know, for profiles to take as they are. */

/** Standard Webhooks 1.0.0, `v1`: an HMAC with a `whsec_` secret. */
export const standardWebhooks: HmacScheme = {
  header: 'webhook-signature',
  idHeader: 'webhook-id',
  timestampHeader: 'webhook-timestamp',
  algorithm: 'hmac-sha256',
  key: 'whsec',
  content: 'id.timestamp.body',
  encoding: 'base64',
  prefix: 'v1,',
  list: { separator: ' ' },
}

/** Standard Webhooks 1.0.0, `v1a`: a `whsk_` key signs, and its `whpk_` public key verifies. */
export const standardWebhooksAsymmetric: Ed25519Scheme = {
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

/** `t=1700000000,v1=…`: the time and the body are signed, in one header. */
export const stripeStyle: HmacScheme = {
  header: 'Stripe-Signature',
  algorithm: 'hmac-sha256',
  key: 'utf8',
  content: 'timestamp.body',
  encoding: 'hex',
  prefix: 'v1=',
  list: { separator: ',', timestampPrefix: 't=' },
}

/** `sha256=…`: the body is signed. */
export const githubStyle: HmacScheme = {
  header: 'X-Hub-Signature-256',
  algorithm: 'hmac-sha256',
  key: 'utf8',
  content: 'body',
  encoding: 'hex',
  prefix: 'sha256=',
}
