import type { Actor } from '../domain/caller.ts'
import type { Webhook } from '../domain/webhook.ts'
import { changeWebhook } from './change-webhook.ts'
import type { ManagementContext } from './management-context.ts'

/** Its secrets are forgotten; what was delivered stays in the log. Throws `not_found`. */
export async function deleteWebhook(
  context: ManagementContext,
  { id }: Pick<Webhook, 'id'>,
  actor: Actor | null,
): Promise<void> {
  await changeWebhook(
    context,
    {
      id,
      action: 'webhook.delete',
      detail: {},
      apply: (before) => ({
        ...before,
        state: 'deleted',
        stateReason: 'deleted',
        secrets: [],
        customHeaders: null,
        tls: null,
      }),
    },
    actor,
  )
}
