import { composeObject, type ObjectPart } from '../../../domain/json/compose-object.ts'
import { objectMembers } from '../../../domain/json/object-members.ts'
import type { RenderedWebhook } from '../../../domain/delivery-profile.ts'

/** What a session's webhook keeps beside its URL. */
export interface EndgrateWebhookData {
  readonly sessionId: string
  /** JSON in the bytes that were given; null: none was given. */
  readonly metadata: Uint8Array | null
}

/** The text that is kept as the webhook's `profileData`: `{"session_id":"…","metadata":…}`. */
export function formatWebhookData({ sessionId, metadata }: EndgrateWebhookData): string {
  const parts: ObjectPart[] = [['session_id', sessionId]]
  if (metadata !== null) parts.push(['metadata', metadata])
  return composeObject(parts).toString('utf8')
}

/** null for a webhook that no session made. */
export function readWebhookData({ profileData }: RenderedWebhook): EndgrateWebhookData | null {
  if (profileData === null) return null
  const members = new Map(objectMembers(Buffer.from(profileData)))
  return {
    sessionId: String(JSON.parse(String(members.get('session_id')))),
    metadata: members.get('metadata') ?? null,
  }
}
