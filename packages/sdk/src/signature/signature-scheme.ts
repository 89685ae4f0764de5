/** How the signature is computed. */
export type SignatureAlgorithm = 'hmac-sha256' | 'hmac-sha1' | 'ed25519'

/** A piece of what is signed, and where in the request it stands. */
export type SignedPart =
  | { readonly part: 'body' }
  | { readonly part: 'id'; readonly header: string }
  /** Whole Unix seconds: a header of its own, or an entry of the signature header (Stripe's `t=`). */
  | { readonly part: 'timestamp'; readonly header: string }
  | { readonly part: 'timestamp'; readonly entryPrefix: string }

/**
 * How one sender signs its webhooks, as a value. A sender that is not among {@link schemes} is
 * described by a literal of its own, often by spreading a built-in one:
 * `{ ...schemes.webhookSignature, header: 'X-Acme-Signature' }`.
 */
export interface SignatureScheme<Algorithm extends SignatureAlgorithm = SignatureAlgorithm> {
  /** Stands in messages only. */
  readonly name: string
  readonly algorithm: Algorithm
  /**
   * How the secret string becomes the key: all of its characters in UTF-8 (a `whsec_` in front is
   * then part of the key), or the base64 after `whsec_` (`whpk_` for a public key).
   */
  readonly key: 'utf-8' | 'whsec' | 'whpk'
  /** What is signed: these parts, joined by full stops. */
  readonly content: readonly SignedPart[]
  /** The header that carries the signature; it is read without regard to case. */
  readonly header: string
  readonly encoding: 'hex' | 'base64'
  /** What stands before each encoded signature, such as `sha256=`; empty when nothing does. */
  readonly prefix: string
  /** Between the entries of a header that may carry several; absent when it carries exactly one. */
  readonly separator?: string
}

export type HmacScheme = SignatureScheme<'hmac-sha256' | 'hmac-sha1'>
export type Ed25519Scheme = SignatureScheme<'ed25519'>

const standardWebhooks: SignatureScheme<'hmac-sha256'> = {
  name: 'standard-webhooks',
  algorithm: 'hmac-sha256',
  key: 'whsec',
  content: [
    { part: 'id', header: 'webhook-id' },
    { part: 'timestamp', header: 'webhook-timestamp' },
    { part: 'body' },
  ],
  header: 'webhook-signature',
  encoding: 'base64',
  prefix: 'v1,',
  separator: ' ',
}

const webhookSignature: SignatureScheme<'hmac-sha256'> = {
  name: 'webhook-signature',
  algorithm: 'hmac-sha256',
  key: 'utf-8',
  content: [{ part: 'body' }],
  header: 'X-Webhook-Signature',
  encoding: 'hex',
  prefix: '',
}

/** The schemes that come with this package. */
export const schemes: {
  /** Standard Webhooks 1.0.0, `v1`: signs id and time too, which bounds how long a replay works. */
  readonly standardWebhooks: HmacScheme
  /** Standard Webhooks 1.0.0, `v1a`: verified with a `whpk_` public key. */
  readonly standardWebhooksPublicKey: Ed25519Scheme
  /** `X-Webhook-Signature`: hex HMAC-SHA256 over the body. */
  readonly webhookSignature: HmacScheme
  /** `X-Encrata-Signature`: hex HMAC-SHA256 over the body. */
  readonly encrata: HmacScheme
  /** As {@link webhookSignature}, under the sender's name. */
  readonly graph8: HmacScheme
  /** `X-Studio-Signature`: `sha256=` and hex HMAC-SHA256 over time and body. */
  readonly graph8Studio: HmacScheme
  /** `X-Endgrate-Signature`: base64 HMAC-SHA1 over the body; the secret is the API key. */
  readonly endgrate: HmacScheme
  /** `X-Hub-Signature-256`: `sha256=` and hex HMAC-SHA256 over the body. */
  readonly github: HmacScheme
  /** `Stripe-Signature`: `t=<seconds>,v1=<hex>` over time and body. */
  readonly stripe: HmacScheme
} = {
  standardWebhooks,
  standardWebhooksPublicKey: {
    ...standardWebhooks,
    name: 'standard-webhooks-public-key',
    algorithm: 'ed25519',
    key: 'whpk',
    prefix: 'v1a,',
  },
  webhookSignature,
  encrata: { ...webhookSignature, name: 'encrata', header: 'X-Encrata-Signature' },
  graph8: { ...webhookSignature, name: 'graph8' },
  graph8Studio: {
    ...webhookSignature,
    name: 'graph8-studio',
    content: [{ part: 'timestamp', header: 'X-Studio-Timestamp' }, { part: 'body' }],
    header: 'X-Studio-Signature',
    prefix: 'sha256=',
  },
  endgrate: {
    name: 'endgrate',
    algorithm: 'hmac-sha1',
    key: 'utf-8',
    content: [{ part: 'body' }],
    header: 'X-Endgrate-Signature',
    encoding: 'base64',
    prefix: '',
  },
  github: {
    ...webhookSignature,
    name: 'github',
    header: 'X-Hub-Signature-256',
    prefix: 'sha256=',
  },
  stripe: {
    ...webhookSignature,
    name: 'stripe',
    content: [{ part: 'timestamp', entryPrefix: 't=' }, { part: 'body' }],
    header: 'Stripe-Signature',
    prefix: 'v1=',
    separator: ',',
  },
}
