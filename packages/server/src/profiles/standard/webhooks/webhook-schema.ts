import { Type, type Static } from 'typebox'
import type { Caller } from '../../../domain/caller.ts'
import { longestEventTypeName } from '../../../domain/event-type.ts'
import type { Webhook } from '../../../domain/webhook.ts'
import { formatPublicId, parsePublicId } from '../../../http/public-ids.ts'
import type { Call } from '../../../http/route.ts'
import type { Surface } from '../../../http/surface.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { notFound, reaches } from '../../../http/workspace-access.ts'
import { longestChannel, mostChannels } from '../../../management/channel-names.ts'
import type { WebhookWithSecret } from '../../../management/create-webhook.ts'
import { getWebhook } from '../../../management/get-webhook.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { printablePattern } from '../../../management/printable.ts'
import { publicKeyOfWebhook } from '../../../management/public-key.ts'
import { getsEvents } from '../../../management/served-webhook.ts'
import { longestSecret } from '../../../management/webhook-secret.ts'
import { answerObject, idOf, nullable, oneOf, timestamp } from '../schemas.ts'
import { oldSecretExpiry } from './old-secret-expiry.ts'
import { rateLimitField, showRateLimit, shownRateLimit } from './rate-limit-schema.ts'
import { shownSealedFields, showSealedFields } from './sealed-fields-schema.ts'

const dayS = 24 * 60 * 60

export const channelsField = Type.Array(
  Type.String({ minLength: 1, maxLength: longestChannel, pattern: printablePattern }),
  { maxItems: mostChannels },
)

export const secretField = Type.String({
  minLength: 1,
  maxLength: longestSecret,
  pattern: printablePattern,
  description:
    'Made when it is left out. The Standard Webhooks headers are sent only when it is `whsec_` plus base64 of 24 to 64 bytes.',
  examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
})

export const webhookFields = {
  url: Type.String({
    minLength: 1,
    description: 'Where deliveries are sent.',
    examples: ['https://yourapp.com/webhook'],
  }),
  events: Type.Array(Type.String({ minLength: 1, maxLength: longestEventTypeName }), {
    minItems: 1,
    maxItems: 1000,
    description:
      'The types of events that it gets; `*` stands for all of them, but for `webhook.disabled`, `webhook.recovered` and `delivery.failed`, which have to be named.',
    examples: [['user.created', 'user.updated']],
  }),
  active: Type.Boolean({
    description: 'Whether it gets events. Switching it off cancels what is waiting for it.',
  }),
  name: nullable(Type.String({ minLength: 1, maxLength: 100 }), { description: 'For people.' }),
  description: Type.String({ maxLength: 500, description: 'For people.' }),
  channels: {
    ...channelsField,
    description: 'With channels it gets only events that carry one of them.',
  },
  ordering: oneOf(['none', 'strict'], {
    description:
      '`strict`: one delivery at a time, in the order in which events were accepted; one that fails holds up the next ones until it has ended.',
  }),
  retry_delays_s: nullable(
    Type.Array(Type.Integer({ minimum: 1, maximum: dayS }), { maxItems: 12 }),
    {
      description:
        'Seconds before each retry, counted from the end of the attempt before; null: its profile’s schedule.',
      examples: [[30, 300, 1800, 7200]],
    },
  ),
  rate_limit: rateLimitField,
}

/** [seed] These fields in this order; what follows them is there only where it was used. */
export const webhookSchema = answerObject(
  {
    id: idOf('webhook', 'The webhook.'),
    url: webhookFields.url,
    events: webhookFields.events,
    secret: Type.Optional(
      Type.String({ description: 'Shown when it is created, and never again.' }),
    ),
    active: webhookFields.active,
    created_at: timestamp('When it was created.'),
    updated_at: Type.Optional(timestamp('When it was last changed.')),
    workspace: Type.Optional(idOf('workspace', 'Its workspace; told to keys of the server.')),
    profile: Type.Optional(Type.String({ description: 'Left out where it is `standard`.' })),
    name: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    channels: Type.Optional(channelsField),
    ordering: Type.Optional(webhookFields.ordering),
    retry_delays_s: Type.Optional(Type.Array(Type.Integer())),
    rate_limit: Type.Optional(shownRateLimit),
    ...shownSealedFields,
    public_key: Type.Optional(
      Type.String({
        description: 'What verifies its deliveries, where its profile signs with a private key.',
        examples: ['whpk_PaBnA0ExLxVG7W2fULuqJ34JPRTu5+5AJ0ZOFMTvHyc='],
      }),
    ),
    old_secret_expires_at: Type.Optional(
      timestamp('Until when an old secret signs beside the newest; left out when none does.'),
    ),
    disabled_reason: Type.Optional(
      Type.String({ description: 'Why it gets nothing, if it was not its owner’s wish.' }),
    ),
    failing_since: Type.Optional(
      timestamp('Since when every attempt has failed; left out while it works.'),
    ),
  },
  { title: 'Webhook', description: 'Where events of some types are sent.' },
)

type ShownWebhook = Static<typeof webhookSchema>

/** Who asks, and where: it decides what of a webhook goes without saying. */
type Asked = Pick<Call<unknown, unknown, unknown, Caller>, 'caller' | 'surface'>
type Context = Pick<ManagementContext, 'engine' | 'profiles' | 'sealer' | 'clock'>

export function showWebhook(webhook: Webhook, asked: Asked, context: Context): ShownWebhook {
  return {
    ...identityOf(webhook),
    active: getsEvents(context, webhook),
    created_at: formatTimestamp(webhook.createdAtMs),
    updated_at: formatTimestamp(webhook.updatedAtMs),
    ...extrasOf(webhook, asked, context),
  }
}

/** [seed] A new webhook is shown with its secret. */
export function showNewWebhook(
  { webhook, secret }: WebhookWithSecret,
  asked: Asked,
  context: Context,
): ShownWebhook {
  return {
    ...identityOf(webhook),
    secret,
    active: getsEvents(context, webhook),
    created_at: formatTimestamp(webhook.createdAtMs),
    ...extrasOf(webhook, asked, context),
  }
}

function identityOf({ id, url, eventTypes }: Webhook) {
  return { id: formatPublicId('webhook', id), url, events: [...eventTypes] }
}

function extrasOf(
  webhook: Webhook,
  { caller, surface }: Asked,
  context: Context,
): Partial<ShownWebhook> {
  const { profile, name, description, channels, ordered, retryDelaysMs } = webhook
  const publicKey = publicKeyOfWebhook(context, webhook)
  const oldSecretEndsAt = oldSecretExpiry(webhook, context.clock.nowMs())
  const reason = disabledReason(webhook, context)
  return {
    ...(caller.workspaceId === null
      ? { workspace: formatPublicId('workspace', webhook.workspaceId) }
      : {}),
    ...(profile === surface.name ? {} : { profile }),
    ...(name === null ? {} : { name }),
    ...(description === '' ? {} : { description }),
    ...(channels.length === 0 ? {} : { channels: [...channels] }),
    ...(ordered ? { ordering: 'strict' as const } : {}),
    ...(retryDelaysMs === null ? {} : { retry_delays_s: retryDelaysMs.map((ms) => ms / 1000) }),
    ...showRateLimit(webhook.rateLimit),
    ...showSealedFields(webhook),
    ...(publicKey === null ? {} : { public_key: publicKey }),
    ...(oldSecretEndsAt === null ? {} : { old_secret_expires_at: oldSecretEndsAt }),
    ...(reason === null ? {} : { disabled_reason: reason }),
    ...failingSince(webhook, context),
  }
}

function failingSince(
  { id, state }: Webhook,
  { engine }: Context,
): Pick<ShownWebhook, 'failing_since'> {
  const sinceMs = state === 'active' ? engine.failingSinceMs(id) : null
  return sinceMs === null ? {} : { failing_since: formatTimestamp(sinceMs) }
}

function disabledReason(webhook: Webhook, { profiles }: Context): string | null {
  if (!profiles.has(webhook.profile)) return 'Its profile is not enabled on this server'
  return webhook.state === 'disabled' ? webhook.stateReason : null
}

export function toDelaysMs(delaysS: readonly number[] | null): number[] | null {
  return delaysS === null ? null : delaysS.map((delayS) => delayS * 1000)
}

/** Whether a surface knows it: Posthorn's own API knows all of them, others those of their profile. */
export function isKnownTo({ knowsAllProfiles, name }: Surface, { profile }: Webhook): boolean {
  return knowsAllProfiles === true || profile === name
}

/** The webhook that a path names. Throws `not_found`. */
export function findWebhook(
  { caller, surface, params }: Asked & { readonly params: { readonly id: string } },
  context: Pick<ManagementContext, 'engine'>,
): Webhook {
  const id = parsePublicId('webhook', params.id)
  if (id === null) throw notFound('webhook')
  const webhook = getWebhook(context, id)
  if (!reaches(caller, webhook.workspaceId)) throw notFound('webhook')
  if (!isKnownTo(surface, webhook)) throw notFound('webhook')
  return webhook
}
