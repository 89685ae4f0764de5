import { crc32 } from 'node:zlib'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 62^43 is the first power above 2^256, and 62^6 the first above 2^32. */
const secretLength = 43
const checksumLength = 6

export const apiKeyPrefix = 'phk_'
export const apiKeyRandomBytes = 32

/**
 * The text of an API key: `phk_`, 32 random bytes and the CRC-32 of both, in base 62. The prefix
 * lets scanners find a leaked key, the checksum lets them and us tell a mistyped one.
 */
export function formatApiKey(random: Uint8Array): string {
  if (random.length !== apiKeyRandomBytes) {
    throw new RangeError(`An API key is made of ${apiKeyRandomBytes} random bytes.`)
  }
  const body =
    apiKeyPrefix + toBase62(BigInt(`0x${Buffer.from(random).toString('hex')}`), secretLength)
  return body + checksumOf(body)
}

/** Whether a text has the form of a key and its checksum agrees. An operator's own key may have neither. */
export function isWellFormedApiKey(text: string): boolean {
  if (!/^phk_[0-9A-Za-z]{49}$/.test(text)) return false
  const body = text.slice(0, -checksumLength)
  return checksumOf(body) === text.slice(-checksumLength)
}

/** What is kept to tell keys apart. */
export function previewOf(key: string): string {
  return key.slice(-4)
}

function checksumOf(body: string): string {
  return toBase62(BigInt(crc32(body)), checksumLength)
}

function toBase62(value: bigint, length: number): string {
  let text = ''
  let rest = value
  for (let at = 0; at < length; at += 1) {
    text = (digits[Number(rest % 62n)] ?? '') + text
    rest /= 62n
  }
  return text
}
