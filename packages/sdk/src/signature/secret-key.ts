import { decodeBase64 } from './encoding.ts'
import type { SignatureAlgorithm, SignatureScheme } from './signature-scheme.ts'

/** One secret, or several: during a rotation the new and the old one. */
export type Secrets = string | readonly string[]

type KeyBytes = Uint8Array<ArrayBuffer>

interface AlgorithmFacts {
  readonly parameters: { readonly name: string; readonly hash?: string }
  readonly signatureBytes: number
}

export const algorithmFacts: Readonly<Record<SignatureAlgorithm, AlgorithmFacts>> = {
  'hmac-sha256': { parameters: { name: 'HMAC', hash: 'SHA-256' }, signatureBytes: 32 },
  'hmac-sha1': { parameters: { name: 'HMAC', hash: 'SHA-1' }, signatureBytes: 20 },
  ed25519: { parameters: { name: 'Ed25519' }, signatureBytes: 64 },
}

/**
 * The key bytes of every secret. Throws a TypeError, which never shows the secret, for one that
 * cannot be a key of the scheme.
 */
export function keyBytesOf(secrets: Secrets, scheme: SignatureScheme): readonly KeyBytes[] {
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : [secrets]
  if (list.length === 0) throw new TypeError('secret must not be an empty list')
  return list.map((secret) => {
    if (typeof secret !== 'string' || secret === '') {
      throw new TypeError(
        'secret must be a string with at least one character: is the setting set?',
      )
    }
    return decodeSecret(secret, scheme)
  })
}

export function importKeys(
  keys: readonly KeyBytes[],
  scheme: SignatureScheme,
  usage: 'sign' | 'verify',
): Promise<CryptoKey[]> {
  const { parameters } = algorithmFacts[scheme.algorithm]
  return Promise.all(
    keys.map((bytes) => crypto.subtle.importKey('raw', bytes, parameters, false, [usage])),
  )
}

function decodeSecret(secret: string, scheme: SignatureScheme): KeyBytes {
  switch (scheme.key) {
    case 'utf-8':
      return new TextEncoder().encode(secret)
    case 'whsec':
      return decodeKey(secret, { prefix: 'whsec_', fewest: 24, most: 64, scheme: scheme.name })
    case 'whpk':
      return decodeKey(secret, { prefix: 'whpk_', fewest: 32, most: 32, scheme: scheme.name })
  }
}

interface KeyFormat {
  readonly prefix: string
  readonly fewest: number
  readonly most: number
  readonly scheme: string
}

function decodeKey(secret: string, { prefix, fewest, most, scheme }: KeyFormat): KeyBytes {
  const bytes = secret.startsWith(prefix) ? decodeBase64(secret.slice(prefix.length)) : null
  if (bytes !== null && bytes.length >= fewest && bytes.length <= most) return bytes
  const size = fewest === most ? `${fewest}` : `${fewest} to ${most}`
  throw new TypeError(
    `A secret of the scheme ${scheme} is ${prefix} and the base64 of ${size} bytes; this one is not. ` +
      'A sender that gave it out signs with another scheme, such as schemes.webhookSignature',
  )
}
