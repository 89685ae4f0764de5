import type { Caller } from '../../../domain/caller.ts'
import { timeOfIdMs } from '../../../domain/ids.ts'
import type { PublishRequest, PublishResult } from '../../../engine/engine.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { idempotencyOf } from '../../../management/publish-idempotency.ts'
import { workspaceNamed } from '../workspace-query.ts'
import type { PublishFields } from './read-publish.ts'

/** @param key - makes the repeat safe; null: nothing does */
export function toPublishRequest(
  { engine, clock }: ManagementContext,
  { caller, key }: { readonly caller: Caller; readonly key: string | null },
  fields: PublishFields,
): PublishRequest {
  const { type, data, channels, subject, occurredAtMs } = fields
  const workspaceId = workspaceNamed(caller, fields.workspace, engine.catalog).id
  // The fingerprint is of what the caller sent: a repeat comes at another time.
  const published = { workspaceId, type, data, channels, subject, occurredAtMs }
  const idempotency = key === null ? null : idempotencyOf(key, published)
  // Told here, so that the answer and the deliveries show one and the same second.
  return { ...published, occurredAtMs: occurredAtMs ?? clock.nowMs(), idempotency }
}

/**
 * `{"id":"evt_…","type":"user.created","created_at":"2026-01-15T12:30:00Z"}`
 *
 * @param givenAtMs - when it happened, if the caller said so
 */
export function acceptedJson(
  { type, occurredAtMs }: PublishRequest,
  { eventId, duplicate }: Extract<PublishResult, { kind: 'accepted' }>,
  givenAtMs: number | null,
): string {
  // Of a duplicate only the id is at hand, and it has the time of the first publish in it.
  const atMs = duplicate ? (givenAtMs ?? timeOfIdMs(eventId)) : (occurredAtMs ?? 0)
  // Names of types and ids have no character that JSON would escape.
  return `{"id":"${formatPublicId('event', eventId)}","type":"${type}","created_at":"${formatTimestamp(atMs)}"}`
}
