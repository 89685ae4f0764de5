import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Workspace } from '../domain/workspace.ts'
import { auditEntry } from './audit-entry.ts'
import { channelNames } from './channel-names.ts'
import type { ManagementContext } from './management-context.ts'
import {
  auditedSealedFields,
  tooManyWithTls,
  withSealedFields,
  type SealedFields,
} from './sealed-fields.ts'
import { subscribedTypes } from './subscribed-types.ts'
import {
  activeLimit,
  auditedFields,
  rulesOf,
  stateOf,
  tooManyActive,
  type WebhookFields,
} from './webhook-fields.ts'
import { chooseSecret, sealSecret } from './webhook-secret.ts'
import { webhookUrl } from './webhook-url.ts'

export interface NewWebhook extends WebhookFields, SealedFields {
  /** Absent: one is made. */
  readonly id?: Id
  readonly workspace: Workspace
  readonly profile: string
  /** null: one is made. */
  readonly secret: string | null
  /** Absent: a lane of its own, without order. */
  readonly lane?: { readonly id: Id; readonly ordered: boolean }
  /** JSON text; see {@link Webhook.profileData}. */
  readonly profileData?: string
}

export interface WebhookWithSecret {
  readonly webhook: Webhook
  /** In plain text, this once. */
  readonly secret: string
}

/** Far below what one event can be fanned out to. */
const mostWebhooks = 10_000

/** Throws `validation_error` for what its profile does not allow, `conflict` where there are too many. */
export async function createWebhook(
  context: ManagementContext,
  wanted: NewWebhook,
  actor: Actor | null,
): Promise<WebhookWithSecret> {
  const { workspace, profile } = wanted
  const rules = rulesOf(context, profile)
  const fields = {
    url: webhookUrl(context, rules, wanted.url),
    eventTypes: subscribedTypes(context, { workspace, rules, names: wanted.eventTypes }),
    channels: channelNames(wanted.channels),
    name: wanted.name,
    description: wanted.description,
    retryDelaysMs: wanted.retryDelaysMs,
    rateLimit: wanted.rateLimit ?? null,
  }
  const secret = chooseSecret(rules, wanted.secret)
  assertRoom(context, workspace)
  const { id = context.ids.next() } = wanted
  const nowMs = context.clock.nowMs()
  const plain: Webhook = {
    id,
    workspaceId: workspace.id,
    profile,
    ...fields,
    ...stateOf(wanted.active),
    laneId: wanted.lane?.id ?? id,
    ordered: wanted.lane?.ordered ?? false,
    secrets: [sealSecret(context, id, secret)],
    profileData: wanted.profileData ?? null,
    customHeaders: null,
    tls: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    createdBy: actor?.id ?? null,
  }
  const webhook = withSealedFields(context, plain, { fields: wanted, rules })
  const audit = auditEntry(context, {
    workspaceId: workspace.id,
    actor,
    action: 'webhook.create',
    targetId: id,
    detail: {
      profile,
      ...auditedFields({ ...fields, active: wanted.active }),
      ...auditedSealedFields(wanted),
    },
  })
  const limit = wanted.active ? activeLimit(rules) : null
  const result = await context.store.insertWebhook(webhook, limit, audit)
  if (result === 'limit-reached') throw tooManyActive(rules)
  if (result === 'tls-limit-reached') throw tooManyWithTls()
  await context.engine.refreshCatalog()
  return { webhook, secret }
}

function assertRoom({ engine }: ManagementContext, workspace: Workspace): void {
  if (engine.catalog.webhooksOf(workspace.id).length < mostWebhooks) return
  throw new RequestError(
    'conflict',
    `A workspace has at most ${mostWebhooks} webhooks. Delete one that is not needed any more.`,
  )
}
