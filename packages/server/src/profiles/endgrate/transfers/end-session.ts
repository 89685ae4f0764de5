import type { Actor } from '../../../domain/caller.ts'
import { RequestError } from '../../../domain/errors.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { RecordKey } from '../../../stores/profile-store.ts'
import { getSession } from '../session-record.ts'
import { transfersOf } from '../transfer-record.ts'
import { listTransferWebhooks, transferWebhooksOf } from '../transfer-webhooks-record.ts'
import { removeWebhooks } from '../webhooks/remove-webhooks.ts'

const maxTries = 5

/**
 * Deletes a session with its webhooks and transfers; what was published stays in the log. The
 * session goes last, so that a deletion that fails half-way can simply be repeated.
 *
 * @param actor - who deletes it, for the audit log; null: it has expired
 * @returns false when there is no such session, or somebody else has just deleted it
 */
export async function endSession(
  context: ManagementContext,
  key: RecordKey,
  actor: Actor | null,
): Promise<boolean> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const stored = await getSession(context.store, key)
    if (stored === null) return false
    const ofTransfers = await listTransferWebhooks(context.store, key)
    const ids = [...stored.session.webhookIds, ...ofTransfers.flatMap((each) => each.webhookIds)]
    await removeWebhooks(context, ids, actor)
    const result = await context.store.changeRecords(
      [
        { kind: 'delete', key, ifVersion: stored.record.version },
        { kind: 'delete-children', range: transfersOf(key) },
        { kind: 'delete-children', range: transferWebhooksOf(key) },
      ],
      [],
    )
    if (result === 'written') return true
  }
  throw new RequestError('conflict', 'This session is changing all the time. Try again.')
}
