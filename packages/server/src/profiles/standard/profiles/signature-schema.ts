import { Type, type Static } from 'typebox'
import type { SignatureScheme } from '../../../domain/signature-scheme.ts'
import { answerObject, nullable, oneOf } from '../schemas.ts'

export const signatureSchema = answerObject(
  {
    header: Type.String({ examples: ['X-Webhook-Signature'] }),
    algorithm: oneOf(['hmac-sha256', 'hmac-sha1', 'ed25519']),
    key: oneOf(['utf8', 'whsec', 'whsk'], {
      description:
        '`utf8`: the whole secret as it is written. `whsec`: what follows `whsec_`, base64-decoded. `whsk`: a private key, whose public key is the webhook’s `public_key`.',
    }),
    content: oneOf(['body', 'timestamp.body', 'id.timestamp.body'], {
      description: 'What is signed: these parts, joined by full stops.',
    }),
    encoding: oneOf(['hex', 'base64']),
    prefix: Type.String({ description: 'Before each signature; empty when there is none.' }),
    separator: nullable(Type.String(), {
      description: 'Between the signatures of all valid secrets; null: the header holds one.',
    }),
    timestamp_prefix: nullable(Type.String(), {
      description: 'Before the signed Unix seconds, at the beginning of the header’s list.',
    }),
    id_header: nullable(Type.String(), { description: 'Where the signed id stands.' }),
    timestamp_header: nullable(Type.String(), {
      description: 'Where the signed Unix seconds stand.',
    }),
  },
  { title: 'Signature', description: 'A way to sign deliveries.' },
)

export function showSignature(scheme: SignatureScheme): Static<typeof signatureSchema> {
  const { header, algorithm, key, content, encoding, prefix = '', list } = scheme
  return {
    header,
    algorithm,
    key,
    content,
    encoding,
    prefix,
    separator: list?.separator ?? null,
    timestamp_prefix: list?.timestampPrefix ?? null,
    id_header: scheme.idHeader ?? null,
    timestamp_header: scheme.timestampHeader ?? null,
  }
}
