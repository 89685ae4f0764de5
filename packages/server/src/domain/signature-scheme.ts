import { createHmac, createSecretKey, sign as signBytes, type KeyObject } from 'node:crypto'
import { decodeSymmetricSecret, readAsymmetricSecret } from './standard-webhooks-key.ts'

/** How a product signs, as a value that JSON can hold. What a product does not have is left out. */
export type SignatureScheme = HmacScheme | Ed25519Scheme

export interface HmacScheme extends SignatureHeader {
  readonly algorithm: 'hmac-sha256' | 'hmac-sha1'
  /** The key's bytes: the whole secret as UTF-8, or what follows `whsec_`, base64-decoded. */
  readonly key: 'utf8' | 'whsec'
}

export interface Ed25519Scheme extends SignatureHeader {
  readonly algorithm: 'ed25519'
  /** What follows `whsk_`, base64-decoded. */
  readonly key: 'whsk'
}

interface SignatureHeader {
  readonly header: string
  /** Carries the message's id; stands before the signature. */
  readonly idHeader?: string
  /** Carries the attempt's Unix seconds; stands before the signature. */
  readonly timestampHeader?: string
  /** What is signed: these parts, joined by full stops. */
  readonly content: 'body' | 'timestamp.body' | 'id.timestamp.body'
  readonly encoding: 'hex' | 'base64'
  /** What stands before each encoded signature, such as `sha256=`. */
  readonly prefix?: string
  /** There when the header takes a signature for each valid secret; without it, it takes one. */
  readonly list?: SignatureList
}

export interface SignatureList {
  readonly separator: string
  /** The list then begins with this and the attempt's Unix seconds, as Stripe's does with `t=`. */
  readonly timestampPrefix?: string
}

export interface SignedMessage {
  readonly id: string
  readonly timestampS: number
  readonly body: Uint8Array
}

/** A secret, ready to sign: the keys that it can be, by {@link SignatureScheme.key}, made once. */
export interface SigningSecret {
  readonly utf8: KeyObject
  /** null when the secret is not spelled so. */
  readonly whsec: KeyObject | null
  /** null when the secret is not spelled so. */
  readonly whsk: KeyObject | null
  /** True: a newer secret was activated, and takes its place in headers that hold one signature. */
  readonly inListsOnly: boolean
}

export function createSigningSecret(secret: string): SigningSecret {
  const symmetric = decodeSymmetricSecret(secret)
  return {
    utf8: createSecretKey(Buffer.from(secret, 'utf8')),
    whsec: symmetric === null ? null : createSecretKey(symmetric),
    whsk: readAsymmetricSecret(secret),
    inListsOnly: false,
  }
}

/** One signature with its prefix; null when the secret does not fit the scheme. */
export function sign(
  scheme: SignatureScheme,
  message: SignedMessage,
  secret: SigningSecret,
): string | null {
  const key = secret[scheme.key]
  if (key === null) return null
  const { prefix = '' } = scheme
  if (scheme.algorithm === 'ed25519') return prefix + signEd25519(scheme, message, key)
  return prefix + signHmac(scheme, message, key)
}

function signHmac(scheme: HmacScheme, message: SignedMessage, key: KeyObject): string {
  const hmac = createHmac(scheme.algorithm === 'hmac-sha1' ? 'sha1' : 'sha256', key)
  if (scheme.content !== 'body') hmac.update(beforeBody(scheme, message))
  return hmac.update(message.body).digest(scheme.encoding)
}

function signEd25519(scheme: Ed25519Scheme, message: SignedMessage, key: KeyObject): string {
  const content = Buffer.concat([Buffer.from(beforeBody(scheme, message)), message.body])
  return signBytes(null, content, key).toString(scheme.encoding)
}

function beforeBody({ content }: SignatureScheme, { id, timestampS }: SignedMessage): string {
  switch (content) {
    case 'body':
      return ''
    case 'timestamp.body':
      return `${timestampS}.`
    case 'id.timestamp.body':
      return `${id}.${timestampS}.`
  }
}
