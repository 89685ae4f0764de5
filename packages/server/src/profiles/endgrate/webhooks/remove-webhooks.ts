import type { Actor } from '../../../domain/caller.ts'
import { RequestError } from '../../../domain/errors.ts'
import type { Id } from '../../../domain/ids.ts'
import { deleteWebhook } from '../../../management/delete-webhook.ts'
import type { ManagementContext } from '../../../management/management-context.ts'

/**
 * Deletes those that are there (still).
 *
 * @param actor - who deletes them, for the audit log; null: their time is over
 */
export async function removeWebhooks(
  context: ManagementContext,
  ids: readonly Id[],
  actor: Actor | null,
): Promise<void> {
  for (const id of ids) {
    if (context.engine.catalog.webhook(id) === undefined) continue
    try {
      await deleteWebhook(context, { id }, actor)
    } catch (error) {
      // Somebody else was quicker.
      if (!(error instanceof RequestError && error.code === 'not_found')) throw error
    }
  }
}
