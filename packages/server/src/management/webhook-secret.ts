import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import { webhookSecretBinding } from '../domain/sealer.ts'
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
  return given
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
