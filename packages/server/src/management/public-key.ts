import { webhookSecretBinding } from '../domain/sealer.ts'
import { publicKeyOf } from '../domain/standard-webhooks-key.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { ManagementContext } from './management-context.ts'

/**
 * The `whpk_` key that verifies what the newest secret signs; null when it signs with a secret that
 * both sides have.
 */
export function publicKeyOfWebhook(
  { profiles, sealer }: Pick<ManagementContext, 'profiles' | 'sealer'>,
  { id, profile, secrets: [newest] }: Webhook,
): string | null {
  const forms = profiles.get(profile)?.rules.secretForms
  if (newest === undefined || forms?.has('whsk') !== true) return null
  return publicKeyOf(sealer.unseal(newest.sealed, webhookSecretBinding(id, newest.id)))
}
