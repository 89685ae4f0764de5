import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** What RFC 8410 puts before the 32 bytes of an Ed25519 private key, in DER. */
const pkcs8Lead = Buffer.from('302e020100300506032b657004220420', 'hex')

const seedBytes = 32
const publicBytes = 32

const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Standard Webhooks 1.0.0: `whsec_` and the base64 of 24 to 64 bytes. null for anything else. */
export function decodeSymmetricSecret(secret: string): Buffer | null {
  const bytes = decodeAfter('whsec_', secret)
  return bytes !== null && bytes.length >= 24 && bytes.length <= 64 ? bytes : null
}

/**
 * Standard Webhooks 1.0.0: `whsk_` and the base64 of an Ed25519 key. The specification does not say
 * in which form; libraries write seed and public key (64 bytes), or the seed alone (32 bytes). null
 * for anything else, and for a public key that is not the seed's: nobody could verify with it.
 */
export function readAsymmetricSecret(secret: string): KeyObject | null {
  const bytes = decodeAfter('whsk_', secret)
  if (bytes === null) return null
  if (bytes.length !== seedBytes && bytes.length !== seedBytes + publicBytes) return null
  const key = keyOfSeed(bytes.subarray(0, seedBytes))
  const given = bytes.subarray(seedBytes)
  return given.length === 0 || given.equals(publicHalf(key)) ? key : null
}

/** A new `whsk_` secret: seed and public key, the form that most libraries read. */
export function generateAsymmetricSecret(randomBytes: (count: number) => Buffer): string {
  const seed = randomBytes(seedBytes)
  const key = Buffer.concat([seed, publicHalf(keyOfSeed(seed))])
  return `whsk_${key.toString('base64')}`
}

/** `whpk_` and the base64 of the 32 bytes to verify with; null when the secret is no `whsk_` one. */
export function publicKeyOf(secret: string): string | null {
  const key = readAsymmetricSecret(secret)
  return key === null ? null : `whpk_${publicHalf(key).toString('base64')}`
}

function keyOfSeed(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Lead, seed]), format: 'der', type: 'pkcs8' })
}

function publicHalf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-publicBytes)
}

function decodeAfter(prefix: string, secret: string): Buffer | null {
  if (!secret.startsWith(prefix)) return null
  const base64 = secret.slice(prefix.length)
  if (!base64Pattern.test(base64)) return null
  const bytes = Buffer.from(base64, 'base64')
  // Bits that no byte holds would be lost: another library may refuse what we sign with.
  return bytes.toString('base64') === base64 ? bytes : null
}
