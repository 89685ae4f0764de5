import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** How a product signs, as a value. */
export interface SignatureScheme {
  readonly header: string
  readonly algorithm: 'sha256' | 'sha1'
  /** The key's bytes: the whole secret as UTF-8, or what follows `whsec_`, base64-decoded. */
  readonly key: 'utf8' | 'standard-webhooks'
  readonly content: 'body' | 'id.timestamp.body' | 'timestamp.body'
  readonly encoding: 'hex' | 'base64'
  /** What stands before the encoded signature in the header. */
  readonly prefix: string
  /** True: the header holds a space-separated list, one signature for each valid secret. */
  readonly list: boolean
}

export interface SignedMessage {
  readonly id: string
  readonly timestampS: number
  readonly body: Uint8Array
}

/** A secret, ready to sign: the keys that its schemes need, made once. */
export interface SigningSecret {
  readonly utf8: KeyObject
  /** null when the secret is not `whsec_` plus base64 of 24 to 64 bytes. */
  readonly standardWebhooks: KeyObject | null
}

export function createSigningSecret(secret: string): SigningSecret {
  const decoded = decodeStandardSecret(secret)
  return {
    utf8: createSecretKey(Buffer.from(secret, 'utf8')),
    standardWebhooks: decoded === null ? null : createSecretKey(decoded),
  }
}

const standardSecretPattern =
  /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/

/** Standard Webhooks 1.0.0: `whsec_` and the base64 of 24 to 64 bytes. null for anything else. */
export function decodeStandardSecret(secret: string): Buffer | null {
  const base64 = standardSecretPattern.exec(secret)?.[1]
  if (base64 === undefined) return null
  const bytes = Buffer.from(base64, 'base64')
  // Bits that no byte holds would be lost: another library may refuse what we sign with.
  if (bytes.toString('base64') !== base64) return null
  return bytes.length >= 24 && bytes.length <= 64 ? bytes : null
}

/**
 * The header's value; null when no secret fits the scheme, and then the header is not sent.
 * A header that is no list is signed with the first secret.
 */
export function sign(
  scheme: SignatureScheme,
  message: SignedMessage,
  secrets: readonly SigningSecret[],
): string | null {
  let value: string | null = null
  for (const secret of secrets) {
    const key = scheme.key === 'utf8' ? secret.utf8 : secret.standardWebhooks
    if (key === null) continue
    const signature = scheme.prefix + digest(scheme, message, key)
    if (!scheme.list) return signature
    value = value === null ? signature : `${value} ${signature}`
  }
  return value
}

function digest(scheme: SignatureScheme, message: SignedMessage, key: KeyObject): string {
  const hmac = createHmac(scheme.algorithm, key)
  if (scheme.content === 'id.timestamp.body') hmac.update(`${message.id}.${message.timestampS}.`)
  else if (scheme.content === 'timestamp.body') hmac.update(`${message.timestampS}.`)
  return hmac.update(message.body).digest(scheme.encoding)
}
