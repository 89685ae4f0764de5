import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Sealer } from '../domain/sealer.ts'

/** One key of the ring. */
export interface MasterKey {
  /** Stands in every text that the key sealed: letters, digits, `_` and `-`. */
  readonly name: string
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

/** The first key seals, all of them unseal. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]]

const keyBytes = 32
const ivBytes = 12
const tagBytes = 16
const algorithm = 'aes-256-gcm'

export function generateMasterKey(): MasterKey {
  return { name: randomBytes(4).toString('hex'), bytes: randomBytes(keyBytes) }
}

/** `name:base64`, separated by commas. null when the text is anything else. */
export function parseMasterKeys(text: string): MasterKeys | null {
  const [first, ...rest] = text.split(',').map((entry) => parseMasterKey(entry.trim()))
  if (!first || !rest.every((key) => key !== null)) return null
  const keys: MasterKeys = [first, ...rest]
  return new Set(keys.map(({ name }) => name)).size === keys.length ? keys : null
}

export function formatMasterKey({ name, bytes }: MasterKey): string {
  return `${name}:${Buffer.from(bytes).toString('base64')}`
}

/**
 * AES-256-GCM under the first key. A sealed text reads
 *
 *     v1:<key name>:<12 bytes of IV>:<ciphertext and 16 bytes of tag>
 *
 * in base64url. What it is bound to is authenticated with it and stands nowhere. IVs are random,
 * which NIST SP 800-38D allows for 2^32 texts under one key.
 */
export function createKeyRing(keys: MasterKeys): Sealer {
  const [current] = keys
  return {
    seal(plaintext, boundTo) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv(algorithm, current.bytes, iv, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(boundTo, 'utf8'))
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
      const sealed = Buffer.concat([ciphertext, cipher.getAuthTag()])
      return `v1:${current.name}:${iv.toString('base64url')}:${sealed.toString('base64url')}`
    },
    unseal(text, boundTo) {
      const { keyName, iv, sealed } = parseSealed(text)
      const key = keys.find(({ name }) => name === keyName)
      if (key === undefined)
        throw new Error(`Sealed under the key "${keyName}", which is not known`)
      const decipher = createDecipheriv(algorithm, key.bytes, iv, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(boundTo, 'utf8'))
      decipher.setAuthTag(sealed.subarray(-tagBytes))
      const plaintext = decipher.update(sealed.subarray(0, -tagBytes))
      try {
        return Buffer.concat([plaintext, decipher.final()]).toString('utf8')
      } catch (error) {
        throw new Error('Sealed under another key, or for something else', { cause: error })
      }
    },
  }
}

/** The name of the key that a text was sealed under; empty when it is no sealed text. */
export function keyNameOf(text: string): string {
  const [version, keyName = ''] = text.split(':', 2)
  return version === 'v1' ? keyName : ''
}

function parseMasterKey(entry: string): MasterKey | null {
  const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]{43}=?)$/.exec(entry)
  const [, name, base64] = match ?? []
  if (name === undefined || base64 === undefined) return null
  const bytes = Buffer.from(base64, 'base64')
  return bytes.length === keyBytes ? { name, bytes } : null
}

function parseSealed(text: string): { keyName: string; iv: Buffer; sealed: Buffer } {
  const [version, keyName, iv, sealed, ...rest] = text.split(':')
  const parts = {
    keyName: keyName ?? '',
    iv: Buffer.from(iv ?? '', 'base64url'),
    sealed: Buffer.from(sealed ?? '', 'base64url'),
  }
  const complete = parts.iv.length === ivBytes && parts.sealed.length >= tagBytes
  if (version !== 'v1' || rest.length > 0 || !complete) throw new Error('Not a sealed text')
  return parts
}
