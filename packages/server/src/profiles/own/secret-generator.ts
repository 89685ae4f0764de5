import type { ConfigPlace } from '../../config/config-place.ts'
import type { SignatureScheme } from '../../domain/signature-scheme.ts'
import { generateAsymmetricSecret } from '../../domain/standard-webhooks-key.ts'
import { hexSecret, standardWebhooksSecret } from '../generated-secrets.ts'
import type { ProfileDefinition } from '../profile-definition.ts'
import type { OwnProfileFields } from './own-profile-fields.ts'

interface Wanted {
  readonly fields: OwnProfileFields
  readonly signatures: readonly SignatureScheme[]
  readonly place: ConfigPlace
}

/** What makes secrets that fit the signatures: the built-in profile's way where they are its own. */
export function secretGenerator(
  base: ProfileDefinition,
  { fields, signatures, place }: Wanted,
): ProfileDefinition['generateSecret'] | undefined {
  const keys = new Set(signatures.map(({ key }) => key))
  const { secretPrefix } = fields
  if (secretPrefix !== undefined) {
    if (keys.has('utf8') && keys.size === 1) return hexSecret(secretPrefix)
    return place
      .member('secretPrefix')
      .report(
        'cannot be: Standard Webhooks has prefixes of its own, and this profile signs so too. Leave it out, or name other `signatures`.',
      )
  }
  if (fields.signatures === undefined) return (randomBytes) => base.generateSecret(randomBytes)
  return keys.has('utf8') || keys.has('whsec') ? standardWebhooksSecret : generateAsymmetricSecret
}
