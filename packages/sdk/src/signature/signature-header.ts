import { decodeBase64, decodeHex } from './encoding.ts'
import { type HeaderSource, readHeader } from './header-source.ts'
import { algorithmFacts } from './secret-key.ts'
import type { SignatureScheme } from './signature-scheme.ts'
import { type Refused, refuse } from './verification.ts'

/** Rotations need two or three; each one costs a pass over the body. */
const mostSignatures = 16

export interface SignatureHeader {
  readonly entries: readonly string[]
  readonly signatures: readonly Uint8Array<ArrayBuffer>[]
}

/** The signatures that a request carries, decoded; entries of other versions are passed over. */
export function readSignatureHeader(
  headers: HeaderSource,
  scheme: SignatureScheme,
): SignatureHeader | Refused {
  const value = readHeader(headers, scheme.header)
  if (value === undefined) {
    return refuse('missing_header', scheme.header, `The header ${scheme.header} is missing`)
  }
  const entries = scheme.separator === undefined ? [value] : value.split(scheme.separator)
  const signatures = entries
    .map((entry) => decodeSignature(entry, scheme))
    .filter((signature) => signature !== null)
  if (signatures.length > 0 && signatures.length <= mostSignatures) return { entries, signatures }
  return refuse(
    'malformed_header',
    scheme.header,
    signatures.length === 0
      ? `The header ${scheme.header} holds no signature of the form ${formOf(scheme)}`
      : `The header ${scheme.header} holds more than ${mostSignatures} signatures`,
  )
}

function decodeSignature(entry: string, scheme: SignatureScheme): Uint8Array<ArrayBuffer> | null {
  if (!entry.startsWith(scheme.prefix)) return null
  const text = entry.slice(scheme.prefix.length)
  const bytes = scheme.encoding === 'hex' ? decodeHex(text) : decodeBase64(text)
  return bytes?.length === algorithmFacts[scheme.algorithm].signatureBytes ? bytes : null
}

function formOf({ prefix, encoding, algorithm }: SignatureScheme): string {
  return `${prefix}<${encoding} of ${algorithmFacts[algorithm].signatureBytes} bytes>`
}
