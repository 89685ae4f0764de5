import { RequestError } from '../../../domain/errors.ts'
import type { Id } from '../../../domain/ids.ts'
import { deleteWebhook } from '../../../management/delete-webhook.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { RecordKey } from '../../../stores/profile-store.ts'
import { getSession } from '../session-record.ts'
import { transfersOf } from '../transfer-record.ts'

const maxTries = 5

/**
 * Deletes a session with its webhooks and transfers; what was published stays in the log. The
 * session goes last, so that a deletion that fails half-way can simply be repeated.
 *
 * @param actorKeyId - who deletes it, for the audit log; null: it has expired
 * @returns false when there is no such session, or somebody else has just deleted it
 */
export async function endSession(
  context: ManagementContext,
  key: RecordKey,
  actorKeyId: Id | null,
): Promise<boolean> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const stored = await getSession(context.store, key)
    if (stored === null) return false
    await deleteWebhooks(context, stored.session.webhookIds, actorKeyId)
    const result = await context.store.changeRecords(
      [
        { kind: 'delete', key, ifVersion: stored.record.version },
        { kind: 'delete-children', range: transfersOf(key) },
      ],
      [],
    )
    if (result === 'written') return true
  }
  throw new RequestError('conflict', 'This session is changing all the time. Try again.')
}

async function deleteWebhooks(
  context: ManagementContext,
  ids: readonly Id[],
  actorKeyId: Id | null,
): Promise<void> {
  for (const id of ids) {
    if (context.engine.catalog.webhook(id) === undefined) continue
    try {
      await deleteWebhook(context, { id }, actorKeyId)
    } catch (error) {
      // Somebody else was quicker.
      if (!(error instanceof RequestError && error.code === 'not_found')) throw error
    }
  }
}
