import { object, optional, required, single, type FieldKind } from '../../config/field-kind.ts'
import { choice } from '../../config/setting-kind.ts'
import type { SignatureList, SignatureScheme } from '../../domain/signature-scheme.ts'
import { headerName, headerText } from './header-names.ts'

const separator: FieldKind<string> = single({
  allowed: "what stands between two signatures, such as ',' or ' '",
  accept: (value) => (typeof value === 'string' && /^[ -~]{1,3}$/.test(value) ? value : undefined),
})

interface LooseScheme extends Omit<SignatureScheme, 'algorithm' | 'key'> {
  readonly algorithm: SignatureScheme['algorithm']
  readonly key: SignatureScheme['key']
}

const scheme = object<LooseScheme>(
  {
    header: required(headerName),
    idHeader: optional(headerName),
    timestampHeader: optional(headerName),
    algorithm: required(single(choice(['hmac-sha256', 'hmac-sha1', 'ed25519']))),
    key: required(single(choice(['utf8', 'whsec', 'whsk']))),
    content: required(single(choice(['body', 'timestamp.body', 'id.timestamp.body']))),
    encoding: required(single(choice(['hex', 'base64']))),
    prefix: optional(headerText),
    list: optional(
      object<SignatureList>(
        { separator: required(separator), timestampPrefix: optional(headerText) },
        "an object such as { separator: ',' }",
      ),
    ),
  },
  'a signature scheme, such as standardWebhooks from posthorn/config',
)

export const signatureScheme: FieldKind<SignatureScheme> = {
  read(value, place) {
    const read = scheme.read(value, place)
    if (read === undefined) return undefined
    const { algorithm, key, ...rest } = read
    if (algorithm === 'ed25519') {
      if (key === 'whsk') return { ...rest, algorithm, key }
      return place.member('key').refuse(key, 'whsk, which is what ed25519 signs with')
    }
    if (key !== 'whsk') return { ...rest, algorithm, key }
    return place.member('key').refuse(key, `utf8 or whsec, which is what ${algorithm} signs with`)
  },
}
