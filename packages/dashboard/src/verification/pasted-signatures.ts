/** A pasted signature in bytes, whichever way it is spelled. */
export interface PastedSignature {
  readonly bytes: Uint8Array
  readonly encoding: 'hex' | 'base64' | 'base64url'
}

/** Of SHA-1, SHA-256, SHA-384 and SHA-512. */
const lengths = new Set([20, 32, 48, 64])

/** Every signature in a pasted text, with or without what stands before it. */
export function pastedSignatures(text: string): PastedSignature[] {
  return text
    .split(/[\s,]+/)
    .map((entry) => entry.replace(/^(?:v1a?|sha\d+|s|signature)[=:]/i, ''))
    .flatMap(decode)
    .filter(({ bytes }) => lengths.has(bytes.length))
}

function decode(entry: string): PastedSignature[] {
  if (/^(?:[0-9a-f]{2})+$/i.test(entry)) {
    const digits = entry.match(/../g) ?? []
    const bytes = Uint8Array.from(digits, (pair) => Number.parseInt(pair, 16))
    if (lengths.has(bytes.length)) return [{ bytes, encoding: 'hex' }]
  }
  if (!/^[\w+/-]+={0,2}$/.test(entry)) return []
  const isUrl = /[-_]/.test(entry) || (!entry.endsWith('=') && entry.length % 4 !== 0)
  try {
    const binary = atob(entry.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    return [{ bytes, encoding: isUrl ? 'base64url' : 'base64' }]
  } catch {
    return []
  }
}
