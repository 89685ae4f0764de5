import type { AuditEntry } from '../../domain/audit.ts'
import { afterBreak, type HealthChange, type Trouble } from '../../domain/health.ts'
import type { Id } from '../../domain/ids.ts'
import type { Webhook } from '../../domain/webhook.ts'
import type { Disabling, WebhookTrouble } from '../health-store.ts'
import { recordAudit } from './audit.ts'
import { lockCatalog, nextCatalogVersion } from './catalog-version.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { tell } from './notices.ts'
import { fragment, nothing, sql, type Operation } from './query.ts'

type HealthRow = {
  webhook_id: Uint8Array
  failing_since_ms: number | null
  failing_days: number | null
  day_counted_at_ms: number | null
  has_given_up: number
}

const healthColumns = fragment`
  webhook_id, failing_since_ms, failing_days, day_counted_at_ms, has_given_up`

export function* listTroubles(after: Id | null, limit: number): Operation<WebhookTrouble[]> {
  const beyond = after === null ? nothing : fragment`WHERE webhook_id > ${bytesOfId(after)}`
  const rows = yield* sql<HealthRow>`
    SELECT ${healthColumns} FROM webhook_health ${beyond} ORDER BY webhook_id LIMIT ${limit}`
  return rows.map((row) => ({ webhookId: idOfBytes(row.webhook_id), trouble: troubleOfRow(row) }))
}

/**
 * To be part of the transaction that settles the attempt. Where two nodes see at once that a webhook
 * works again, the first one tells it.
 */
export function* recordHealth(change: HealthChange): Operation<void> {
  const { trouble, notice } = change
  const isNews = trouble === undefined || (yield* writeTrouble(change, trouble))
  if (notice !== undefined && isNews) yield* tell(change, notice)
}

export function* disableWebhook(
  { webhookId, workspaceId, url, reason, atMs, notice }: Disabling,
  audit: AuditEntry,
): Operation<'disabled' | 'changed'> {
  const id = bytesOfId(webhookId)
  yield* lockCatalog()
  const found = yield* sql`
    SELECT id FROM webhooks WHERE id = ${id} AND state = 'active' AND url = ${url}`
  if (found.length === 0) return 'changed'
  const version = yield* nextCatalogVersion()
  // Greater than before, whatever the clock says: a change that was based on it comes too late.
  yield* sql`
    UPDATE webhooks SET version = ${version}, state = 'disabled', state_reason = ${reason},
      updated_at_ms = CASE WHEN updated_at_ms < ${atMs} THEN ${atMs} ELSE updated_at_ms + 1 END
    WHERE id = ${id}`
  yield* writeTrouble({ webhookId, workspaceId }, { failing: null, hasGivenUp: true })
  yield* recordAudit(audit)
  if (notice !== null) yield* tell({ webhookId, workspaceId }, notice)
  return 'disabled'
}

/** Its address or its state has changed, so it is not known any more whether it fails. */
export function* breakFailing({ id, workspaceId, state }: Webhook): Operation<void> {
  const [row] = yield* sql<HealthRow>`
    SELECT ${healthColumns} FROM webhook_health
    WHERE webhook_id = ${bytesOfId(id)} AND workspace_id = ${bytesOfId(workspaceId)}`
  if (row === undefined) return
  const trouble = state === 'deleted' ? null : afterBreak(troubleOfRow(row))
  yield* writeTrouble({ webhookId: id, workspaceId }, trouble)
}

/**
 * Of a webhook that is gone nothing is kept, even if an attempt of its ends later. False: there was
 * nothing to take away.
 */
function* writeTrouble(
  { webhookId, workspaceId }: Pick<HealthChange, 'webhookId' | 'workspaceId'>,
  trouble: Trouble | null,
): Operation<boolean> {
  const id = bytesOfId(webhookId)
  if (trouble === null) {
    const deleted = yield* sql`
      DELETE FROM webhook_health
      WHERE webhook_id = ${id} AND workspace_id = ${bytesOfId(workspaceId)} RETURNING webhook_id`
    return deleted.length > 0
  }
  const { failing, hasGivenUp } = trouble
  yield* sql`
    INSERT INTO webhook_health (webhook_id, workspace_id, failing_since_ms, failing_days,
      day_counted_at_ms, has_given_up)
    SELECT id, workspace_id, ${failing?.sinceMs ?? null}, ${failing?.days ?? null},
      ${failing?.countedAtMs ?? null}, ${hasGivenUp ? 1 : 0}
    FROM webhooks WHERE id = ${id} AND state <> 'deleted'
    ON CONFLICT (webhook_id, workspace_id) DO UPDATE SET
      failing_since_ms = excluded.failing_since_ms, failing_days = excluded.failing_days,
      day_counted_at_ms = excluded.day_counted_at_ms, has_given_up = excluded.has_given_up`
  return true
}

function troubleOfRow(row: HealthRow): Trouble {
  const { failing_since_ms: sinceMs, failing_days: days, day_counted_at_ms: countedAtMs } = row
  const isFailing = sinceMs !== null && days !== null && countedAtMs !== null
  return {
    failing: isFailing ? { sinceMs, days, countedAtMs } : null,
    hasGivenUp: row.has_given_up === 1,
  }
}
