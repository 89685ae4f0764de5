import type { Actor } from '../domain/caller.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import { auditEntry } from './audit-entry.ts'
import { getWebhook } from './get-webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { changeTimeMs, retryWhenChanged } from './retry-when-changed.ts'
import { tooManyWithTls } from './sealed-fields.ts'
import { rulesOfWebhook } from './served-webhook.ts'
import { activeLimit, tooManyActive } from './webhook-fields.ts'

export interface WebhookChange {
  readonly id: Id
  /** `webhook.update` … */
  readonly action: string
  /** What was changed, for the audit log. */
  readonly detail: Readonly<Record<string, unknown>>
  /** The webhook as it shall be. Called again when somebody else was quicker. */
  readonly apply: (before: Webhook) => Webhook
}

/**
 * Writes a change of one webhook. Throws `not_found`, `conflict`, and whatever `apply` throws.
 *
 * Once it resolves, this node's catalogue has the change. The engine sees there that a webhook is
 * no longer active, and ends as `canceled` what waits for it: what is in the store from the
 * change on, what is in memory when its turn comes. An attempt that is on the wire is finished.
 */
export async function changeWebhook(
  context: ManagementContext,
  change: WebhookChange,
  actor: Actor | null,
): Promise<Webhook> {
  return retryWhenChanged(context, async () => {
    const before = getWebhook(context, change.id)
    const applied = change.apply(before)
    const updatedAtMs = changeTimeMs(context.clock.nowMs(), before.updatedAtMs)
    const webhook = { ...applied, updatedAtMs }
    const audit = auditEntry(context, {
      workspaceId: before.workspaceId,
      actor,
      action: change.action,
      targetId: before.id,
      detail: change.detail,
    })
    const becomesActive = webhook.state === 'active' && before.state !== 'active'
    const rules = becomesActive ? rulesOfWebhook(context, webhook) : null
    const limit = rules === null ? null : activeLimit(rules)
    const guard = { ifUpdatedAtMs: before.updatedAtMs, limit }
    const result = await context.store.updateWebhook(webhook, guard, audit)
    if (result === 'limit-reached' && rules !== null) throw tooManyActive(rules)
    if (result === 'tls-limit-reached') throw tooManyWithTls()
    return result === 'updated' ? webhook : 'changed'
  })
}
