import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import { webhookSecretBinding } from '../domain/sealer.ts'
import { decodeSymmetricSecret, readAsymmetricSecret } from '../domain/standard-webhooks-key.ts'
import type { SealedSecret } from '../domain/webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { isPrintable } from './printable.ts'

export const longestSecret = 256

/** The secret that the caller brought, if the profile allows that, or a new one. */
export function chooseSecret(rules: ProfileRules, given: string | null): string {
  if (given === null) return rules.generateSecret()
  if (!rules.acceptsSecret) {
    throw new RequestError(
      'validation_error',
      `The profile ${rules.name} makes its own secrets. Leave \`secret\` out.`,
      { field: 'secret' },
    )
  }
  if (!isPrintable(given, longestSecret)) {
    throw new RequestError(
      'validation_error',
      `\`secret\` has to have 1 to ${longestSecret} printable characters.`,
      { field: 'secret' },
    )
  }
  if (!isGoodFor(rules, given)) {
    throw new RequestError('validation_error', `\`secret\` has to be ${formsOf(rules)}.`, {
      field: 'secret',
    })
  }
  return given
}

/** Deliveries that nothing signs are no use to anybody. */
function isGoodFor({ secretForms }: ProfileRules, secret: string): boolean {
  if (secretForms.size === 0 || secretForms.has('utf8')) return true
  if (secretForms.has('whsec') && decodeSymmetricSecret(secret) !== null) return true
  return secretForms.has('whsk') && readAsymmetricSecret(secret) !== null
}

function formsOf({ secretForms }: ProfileRules): string {
  const forms = [
    ...(secretForms.has('whsec') ? ['`whsec_` and the base64 of 24 to 64 bytes'] : []),
    ...(secretForms.has('whsk') ? ['`whsk_` and the base64 of an Ed25519 key'] : []),
  ]
  return forms.join(', or ')
}

export function sealSecret(
  { ids, clock, sealer }: ManagementContext,
  webhookId: Id,
  secret: string,
): SealedSecret {
  const id = ids.next()
  return {
    id,
    sealed: sealer.seal(secret, webhookSecretBinding(webhookId, id)),
    createdAtMs: clock.nowMs(),
    expiresAtMs: null,
  }
}
