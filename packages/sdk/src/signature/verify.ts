import { assertHeaders, type HeaderSource } from './header-source.ts'
import { bytesOf, type RawBody } from './raw-body.ts'
import { algorithmFacts, importKeys, keyBytesOf, type Secrets } from './secret-key.ts'
import { readSignatureHeader } from './signature-header.ts'
import { schemes, type SignatureScheme } from './signature-scheme.ts'
import { joinSignedParts } from './signed-content.ts'
import { readSignedValues } from './signed-values.ts'
import { checkTimestamp } from './timestamp-tolerance.ts'
import { refuse, type Verification } from './verification.ts'

export interface VerifyOptions {
  /** One secret, or several during a rotation: a signature made with any of them is good. */
  readonly secret: Secrets
  /** Default: `schemes.standardWebhooks`. */
  readonly scheme?: SignatureScheme | undefined
  /** How far the signed time may lie from now, in either direction. Default: 300 s. */
  readonly toleranceS?: number | undefined
  /** The clock, in Unix milliseconds. Default: `Date.now`. */
  readonly nowMs?: (() => number) | undefined
}

export type Verifier = (body: RawBody, headers: HeaderSource) => Promise<Verification>

/**
 * Tells whether a request was signed with the secret. Nothing that a sender controls makes it throw:
 * the answer names the fault. A TypeError means a mistake in the calling code: an empty or unusable
 * secret, or a body that is not the raw bytes.
 *
 * @example
 * const verification = await verify(await request.text(), request.headers, { secret })
 * if (!verification.ok) return new Response(verification.message, { status: 401 })
 */
export async function verify(
  body: RawBody,
  headers: HeaderSource,
  options: VerifyOptions,
): Promise<Verification> {
  return createVerifier(options)(body, headers)
}

/** As {@link verify}, but checks the secrets at once and imports the keys once. */
export function createVerifier(options: VerifyOptions): Verifier {
  const { secret, scheme = schemes.standardWebhooks, toleranceS = 300, nowMs = Date.now } = options
  if (!(toleranceS >= 0)) throw new TypeError('toleranceS must be a number of seconds, 0 or more')
  const keyBytes = keyBytesOf(secret, scheme)
  let importedKeys: Promise<CryptoKey[]> | undefined

  return async (rawBody, headers) => {
    assertHeaders(headers)
    const body = bytesOf(rawBody)
    const signature = readSignatureHeader(headers, scheme)
    if ('fault' in signature) return signature
    const values = readSignedValues(scheme, headers, signature.entries)
    if ('fault' in values) return values
    const { id, timestamp } = values
    const untimely = timestamp && checkTimestamp(timestamp, { toleranceS, nowMs: nowMs() })
    if (untimely) return untimely

    const content = joinSignedParts(
      scheme.content.map(({ part }) => (part === 'body' ? body : (values[part]?.text ?? ''))),
    )
    importedKeys ??= importKeys(keyBytes, scheme, 'verify')
    if (
      await matchesAny(scheme, await importedKeys, { content, candidates: signature.signatures })
    ) {
      return { ok: true, id: id?.text, timestampS: timestamp && Number(timestamp.text) }
    }
    const message = `No signature in ${scheme.header} fits: another secret, or not the bytes that were sent`
    return refuse('no_match', scheme.header, message)
  }
}

interface Claim {
  readonly content: Uint8Array<ArrayBuffer>
  readonly candidates: readonly Uint8Array<ArrayBuffer>[]
}

async function matchesAny(
  scheme: SignatureScheme,
  keys: readonly CryptoKey[],
  { content, candidates }: Claim,
): Promise<boolean> {
  const { parameters } = algorithmFacts[scheme.algorithm]
  for (const key of keys) {
    for (const candidate of candidates) {
      // Web Crypto's own comparison, because it takes the same time wherever two signatures differ.
      if (await crypto.subtle.verify(parameters, key, candidate, content)) return true
    }
  }
  return false
}
