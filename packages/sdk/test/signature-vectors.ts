import { readFileSync } from 'node:fs'
import { type HmacScheme, schemes } from '../src/index.ts'

export interface SignatureVector {
  readonly name: string
  readonly scheme: HmacScheme
  readonly secret: string
  readonly id: string | undefined
  readonly timestampS: number | undefined
  readonly body: string
  readonly header: string
  readonly value: string
}

interface VectorInFile extends Omit<SignatureVector, 'scheme' | 'body'> {
  readonly scheme: string
  readonly body: string | { readonly repeat: string; readonly times: number }
}

const schemesByName = new Map<string, HmacScheme>(
  [
    schemes.standardWebhooks,
    schemes.webhookSignature,
    schemes.encrata,
    schemes.graph8,
    schemes.graph8Studio,
    schemes.endgrate,
    schemes.github,
    schemes.stripe,
  ].map((scheme) => [scheme.name, scheme]),
)

export function readSignatureVectors(): readonly SignatureVector[] {
  const path = new URL('signature-vectors.json', import.meta.url)
  // The shape is documented in the script that writes the file.
  const vectors = JSON.parse(readFileSync(path, 'utf8')) as VectorInFile[]
  return vectors.map((vector) => {
    const scheme = schemesByName.get(vector.scheme)
    if (!scheme) throw new Error(`No scheme is called ${vector.scheme}`)
    const { body } = vector
    return {
      ...vector,
      scheme,
      body: typeof body === 'string' ? body : body.repeat.repeat(body.times),
    }
  })
}
