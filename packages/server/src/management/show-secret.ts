import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import { webhookSecretBinding } from '../domain/sealer.ts'
import { auditEntry } from './audit-entry.ts'
import { getWebhook } from './get-webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { rulesOf } from './webhook-fields.ts'

/**
 * The newest secret of a webhook in plain text, once the audit log says who has seen it. Throws
 * `not_found`, and `forbidden` where the webhook's profile shows secrets only when they are made.
 */
export async function showSecret(
  context: ManagementContext,
  id: Id,
  actor: Actor | null,
): Promise<string> {
  const { workspaceId, profile, secrets } = getWebhook(context, id)
  if (rulesOf(context, profile).showsSecretAgain !== true) {
    throw new RequestError(
      'forbidden',
      `A secret of the profile ${profile} is shown when it is made and never again. Rotate it to get a new one.`,
    )
  }
  const [newest] = secrets
  if (newest === undefined) throw new Error(`The webhook ${id} has no secret`)
  const secret = context.sealer.unseal(newest.sealed, webhookSecretBinding(id, newest.id))
  await context.store.recordAudit(
    auditEntry(context, {
      workspaceId,
      actor,
      action: 'webhook.show_secret',
      targetId: id,
      detail: {},
    }),
  )
  return secret
}
