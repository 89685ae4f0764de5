import { encodeBase64, encodeHex } from './encoding.ts'
import { bytesOf, type RawBody } from './raw-body.ts'
import { algorithmFacts, importKeys, keyBytesOf, type Secrets } from './secret-key.ts'
import { type HmacScheme, schemes } from './signature-scheme.ts'
import { joinSignedParts } from './signed-content.ts'
import { signedValueForms } from './signed-values.ts'

export interface SignOptions {
  /** One secret, or several during a rotation where the scheme's header can carry several. */
  readonly secret: Secrets
  /** Default: `schemes.standardWebhooks`. */
  readonly scheme?: HmacScheme | undefined
  /** The event's id, where the scheme signs one: visible ASCII without full stops. */
  readonly id?: string | undefined
  /** The time of this attempt in whole Unix seconds, where the scheme signs it. Default: now. */
  readonly timestampS?: number | undefined
}

/**
 * The headers to send with a body. Throws a TypeError for what cannot be signed.
 *
 * @example
 * const headers = await sign(body, { secret, id: 'evt_01' })
 * await fetch(url, { method: 'POST', body, headers })
 */
export async function sign(body: RawBody, options: SignOptions): Promise<Record<string, string>> {
  const { secret, scheme = schemes.standardWebhooks } = options
  const bytes = bytesOf(body)
  const keyBytes = keyBytesOf(secret, scheme)
  if (keyBytes.length > 1 && scheme.separator === undefined) {
    throw new TypeError(`The header ${scheme.header} carries one signature: sign with one secret`)
  }
  const headers: Record<string, string> = {}
  const entries: string[] = []
  const parts = scheme.content.map((place) => {
    if (place.part === 'body') return bytes
    const text = place.part === 'id' ? idText(options, scheme) : timestampText(options)
    if ('header' in place) headers[place.header] = text
    else entries.push(place.entryPrefix + text)
    return text
  })
  const content = joinSignedParts(parts)
  const { parameters } = algorithmFacts[scheme.algorithm]
  for (const key of await importKeys(keyBytes, scheme, 'sign')) {
    const signature = new Uint8Array(await crypto.subtle.sign(parameters, key, content))
    const text = scheme.encoding === 'hex' ? encodeHex(signature) : encodeBase64(signature)
    entries.push(scheme.prefix + text)
  }
  headers[scheme.header] = entries.join(scheme.separator)
  return headers
}

function idText({ id }: SignOptions, scheme: HmacScheme): string {
  // A full stop would let one signed content be read as another id, time and body.
  if (id !== undefined && signedValueForms.id.test(id) && !id.includes('.')) return id
  throw new TypeError(`The scheme ${scheme.name} signs an id: visible ASCII without full stops`)
}

function timestampText({ timestampS = Math.floor(Date.now() / 1000) }: SignOptions): string {
  const text = String(timestampS)
  if (signedValueForms.timestamp.test(text)) return text
  throw new TypeError('timestampS must be a whole number of Unix seconds')
}
