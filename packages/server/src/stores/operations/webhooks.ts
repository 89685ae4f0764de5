import type { AuditEntry } from '../../domain/audit.ts'
import type { RateLimit } from '../../domain/rate-limit.ts'
import {
  mostWithTls,
  type SealedHeaders,
  type SealedSecret,
  type SealedTls,
  type Webhook,
} from '../../domain/webhook.ts'
import type { ActiveLimit, ResealedWebhook, WebhookLimit } from '../catalog-store.ts'
import { recordAudit } from './audit.ts'
import { lockCatalog, nextCatalogVersion, type VersionPage } from './catalog-version.ts'
import { bytesOfId, bytesOfOptionalId, idOfBytes } from './id-bytes.ts'
import { onlyRow, sql, type Operation } from './query.ts'
import { breakFailing } from './webhook-health.ts'

export type WebhookRow = {
  id: Uint8Array
  version: number
  workspace_id: Uint8Array
  profile: string
  state: Webhook['state']
  state_reason: string | null
  lane_id: Uint8Array
  url: string
  name: string | null
  description: string
  event_types: string
  channels: string
  secrets: string
  retry_delays_ms: string | null
  rate_limit: string | null
  ordered: number
  profile_data: string | null
  custom_headers: string | null
  tls: string | null
  created_at_ms: number
  updated_at_ms: number
  created_by: Uint8Array | null
}

export function* insertWebhook(
  webhook: Webhook,
  limit: ActiveLimit | null,
  audit: AuditEntry,
): Operation<'inserted' | WebhookLimit> {
  yield* lockCatalog()
  const reached = yield* limitReached(webhook, limit)
  if (reached !== null) return reached
  const version = yield* nextCatalogVersion()
  yield* sql`
    INSERT INTO webhooks (id, version, workspace_id, profile, state, state_reason, lane_id, url,
      name, description, event_types, channels, secrets, retry_delays_ms, rate_limit,
      ordered, profile_data, custom_headers, tls, created_at_ms, updated_at_ms, created_by)
    VALUES (${bytesOfId(webhook.id)}, ${version}, ${bytesOfId(webhook.workspaceId)},
      ${webhook.profile}, ${webhook.state}, ${webhook.stateReason}, ${bytesOfId(webhook.laneId)}, ${webhook.url}, ${webhook.name}, ${webhook.description},
      ${JSON.stringify(webhook.eventTypes)}, ${JSON.stringify(webhook.channels)},
      ${JSON.stringify(webhook.secrets)}, ${jsonOrNull(webhook.retryDelaysMs)}, ${jsonOrNull(webhook.rateLimit)},
      ${webhook.ordered ? 1 : 0}, ${webhook.profileData}, ${jsonOrNull(webhook.customHeaders)},
      ${jsonOrNull(webhook.tls)}, ${webhook.createdAtMs}, ${webhook.updatedAtMs}, ${bytesOfOptionalId(webhook.createdBy)})`
  yield* ensureLane(webhook)
  yield* recordAudit(audit)
  return 'inserted'
}

export function* updateWebhook(
  webhook: Webhook,
  guard: { readonly ifUpdatedAtMs: number; readonly limit: ActiveLimit | null },
  audit: AuditEntry,
): Operation<'updated' | 'changed' | WebhookLimit> {
  const id = bytesOfId(webhook.id)
  yield* lockCatalog()
  const [before] = yield* sql<Pick<WebhookRow, 'state' | 'url'>>`
    SELECT state, url FROM webhooks WHERE id = ${id} AND updated_at_ms = ${guard.ifUpdatedAtMs}`
  if (before === undefined) return 'changed'
  const reached = yield* limitReached(webhook, guard.limit)
  if (reached !== null) return reached
  yield* writeWebhook(webhook)
  if (before.state !== webhook.state || before.url !== webhook.url) yield* breakFailing(webhook)
  yield* recordAudit(audit)
  return 'updated'
}

export function* replaceSealed(resealed: readonly ResealedWebhook[]): Operation<number> {
  yield* lockCatalog()
  let written = 0
  for (const { webhook, ifUpdatedAtMs } of resealed) {
    const unchanged = yield* sql`
      SELECT id FROM webhooks
      WHERE id = ${bytesOfId(webhook.id)} AND updated_at_ms = ${ifUpdatedAtMs}`
    if (unchanged.length === 0) continue
    yield* writeWebhook(webhook)
    written += 1
  }
  return written
}

/** Each row with a version of its own, by which the catalogue is paged. */
function* writeWebhook(webhook: Webhook): Operation<void> {
  const version = yield* nextCatalogVersion()
  yield* sql`
    UPDATE webhooks SET version = ${version}, profile = ${webhook.profile},
      state = ${webhook.state}, state_reason = ${webhook.stateReason},
      lane_id = ${bytesOfId(webhook.laneId)}, url = ${webhook.url}, name = ${webhook.name},
      description = ${webhook.description}, event_types = ${JSON.stringify(webhook.eventTypes)},
      channels = ${JSON.stringify(webhook.channels)}, secrets = ${JSON.stringify(webhook.secrets)},
      retry_delays_ms = ${jsonOrNull(webhook.retryDelaysMs)},
      rate_limit = ${jsonOrNull(webhook.rateLimit)},
      ordered = ${webhook.ordered ? 1 : 0},
      custom_headers = ${jsonOrNull(webhook.customHeaders)}, tls = ${jsonOrNull(webhook.tls)},
      updated_at_ms = ${webhook.updatedAtMs}
    WHERE id = ${bytesOfId(webhook.id)}`
  yield* ensureLane(webhook)
}

function* ensureLane({ laneId, workspaceId }: Webhook): Operation<void> {
  yield* sql`
    INSERT INTO lanes (id, workspace_id) VALUES (${bytesOfId(laneId)}, ${bytesOfId(workspaceId)})
    ON CONFLICT DO NOTHING`
}

/** Whether this webhook, active, would be one more than the limit beside the other active ones. */
function* limitReached(
  webhook: Webhook,
  limit: ActiveLimit | null,
): Operation<WebhookLimit | null> {
  if (yield* exceedsActive(webhook, limit)) return 'limit-reached'
  return (yield* exceedsTls(webhook)) ? 'tls-limit-reached' : null
}

function* exceedsTls({ id, workspaceId, tls }: Webhook): Operation<boolean> {
  if (tls === null) return false
  const rows = yield* sql<{ count: number }>`
    SELECT COUNT(*) AS count FROM webhooks
    WHERE workspace_id = ${bytesOfId(workspaceId)} AND tls IS NOT NULL AND state <> 'deleted'
      AND id <> ${bytesOfId(id)}`
  return onlyRow(rows).count >= mostWithTls
}

function* exceedsActive(webhook: Webhook, limit: ActiveLimit | null): Operation<boolean> {
  if (limit === null || webhook.state !== 'active') return false
  const rows = yield* sql<{ count: number }>`
    SELECT COUNT(*) AS count FROM webhooks
    WHERE workspace_id = ${bytesOfId(webhook.workspaceId)} AND profile = ${webhook.profile}
      AND state = 'active' AND id <> ${bytesOfId(webhook.id)}`
  return onlyRow(rows).count >= limit.max
}

export function* changedWebhooks(page: VersionPage): Operation<readonly WebhookRow[]> {
  return yield* sql<WebhookRow>`
    SELECT id, version, workspace_id, profile, state, state_reason, lane_id, url, name,
      description, event_types, channels, secrets, retry_delays_ms, rate_limit,
      ordered, profile_data, custom_headers, tls, created_at_ms, updated_at_ms, created_by
    FROM webhooks WHERE version > ${page.after} ORDER BY version LIMIT ${page.limit}`
}

/** Turns rows into webhooks; what many webhooks have in common is parsed and kept once. */
export function createWebhookReader(): (row: WebhookRow) => Webhook {
  const lists = new Map<string, readonly string[]>()
  const texts = new Map<string, string>()

  function listOf(json: string): readonly string[] {
    const known = lists.get(json)
    if (known !== undefined) return known
    // Written by `insertWebhook` or `updateWebhook` from a list of strings.
    const list = JSON.parse(json) as readonly string[]
    lists.set(json, list)
    return list
  }

  /** The same text in the same place of the memory, each time. */
  function shared<Text extends string>(text: Text): Text {
    const known = texts.get(text)
    if (known === undefined) texts.set(text, text)
    // It is equal to the one that was given.
    return (known as Text | undefined) ?? text
  }

  return (row) => {
    const id = idOfBytes(row.id)
    const laneId = idOfBytes(row.lane_id)
    return {
      id,
      workspaceId: shared(idOfBytes(row.workspace_id)),
      profile: shared(row.profile),
      url: row.url,
      name: row.name,
      description: row.description,
      eventTypes: listOf(row.event_types),
      channels: listOf(row.channels),
      state: shared(row.state),
      stateReason: row.state_reason,
      laneId: laneId === id ? id : laneId,
      ordered: row.ordered === 1,
      profileData: row.profile_data,
      // This and the other JSON here is written by this file, from these very types.
      secrets: JSON.parse(row.secrets) as readonly SealedSecret[],
      retryDelaysMs:
        row.retry_delays_ms === null ? null : (JSON.parse(row.retry_delays_ms) as number[]),
      rateLimit: row.rate_limit === null ? null : (JSON.parse(row.rate_limit) as RateLimit),
      customHeaders:
        row.custom_headers === null ? null : (JSON.parse(row.custom_headers) as SealedHeaders),
      tls: row.tls === null ? null : (JSON.parse(row.tls) as SealedTls),
      createdAtMs: row.created_at_ms,
      updatedAtMs: row.updated_at_ms,
      createdBy: row.created_by === null ? null : shared(idOfBytes(row.created_by)),
    }
  }
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value)
}
