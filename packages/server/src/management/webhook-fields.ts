import { RequestError } from '../domain/errors.ts'
import type { ProfileRules } from '../domain/profile-rules.ts'
import type { RateLimit } from '../domain/rate-limit.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { ActiveLimit } from '../stores/catalog-store.ts'
import type { ManagementContext } from './management-context.ts'

/** What an owner says about a webhook. */
export interface WebhookFields {
  readonly url: string
  readonly eventTypes: readonly string[]
  readonly channels: readonly string[]
  readonly name: string | null
  readonly description: string
  /** False: switched off by its owner. */
  readonly active: boolean
  /** null: its profile's. */
  readonly retryDelaysMs: readonly number[] | null
  /** null or, in a new webhook, absent: its profile's. */
  readonly rateLimit?: RateLimit | null
}

/** What the webhook's profile lays down. Throws when the profile is not enabled on this server. */
export function rulesOf({ profiles }: ManagementContext, profile: string): ProfileRules {
  const found = profiles.get(profile)
  if (found !== undefined) return found.rules
  const known = [...profiles.keys()].map((name) => JSON.stringify(name)).join(', ')
  throw new RequestError('validation_error', `\`profile\` has to be one of ${known}.`, {
    field: 'profile',
    value: profile.slice(0, 64),
  })
}

export function stateOf(active: boolean): Pick<Webhook, 'state' | 'stateReason'> {
  return active
    ? { state: 'active', stateReason: null }
    : { state: 'paused', stateReason: 'Its owner switched it off' }
}

/** The count that a write has to keep to when it adds an active webhook. */
export function activeLimit(rules: ProfileRules): ActiveLimit | null {
  return rules.maxActiveWebhooks === null ? null : { max: rules.maxActiveWebhooks }
}

export function tooManyActive({ maxActiveWebhooks: limit }: ProfileRules): RequestError {
  return new RequestError(
    'conflict',
    `This workspace has its ${limit} active webhooks. Delete one, or switch it off.`,
    { reason: 'active_limit', ...(limit === null ? {} : { limit }) },
  )
}

/** For the audit log: what was set, with the address but nothing that could be a secret in it. */
export function auditedFields(fields: Partial<WebhookFields>): Record<string, unknown> {
  const { url, ...others } = fields
  return url === undefined ? others : { ...others, url: withoutQuery(url) }
}

/** Queries carry tokens. */
function withoutQuery(url: string): string {
  const end = url.indexOf('?')
  return end === -1 ? url : `${url.slice(0, end)}?…`
}
