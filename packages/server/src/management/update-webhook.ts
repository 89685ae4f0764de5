import type { Actor } from '../domain/caller.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import type { Webhook } from '../domain/webhook.ts'
import { changeWebhook } from './change-webhook.ts'
import { channelNames } from './channel-names.ts'
import { getWebhook } from './get-webhook.ts'
import type { ManagementContext } from './management-context.ts'
import { rulesOfWebhook } from './served-webhook.ts'
import { auditedSealedFields, withSealedFields, type SealedFields } from './sealed-fields.ts'
import { subscribedTypes } from './subscribed-types.ts'
import { auditedFields, stateOf, type WebhookFields } from './webhook-fields.ts'
import { chooseSecret, sealSecret } from './webhook-secret.ts'
import { webhookUrl } from './webhook-url.ts'

export interface WebhookUpdate extends Partial<WebhookFields>, SealedFields {
  readonly id: Id
  /** Takes the place of all secrets at once. `rotateSecret` lets them overlap. */
  readonly secret?: string
}

/**
 * Fields that are absent stay as they are, types that are no longer known included. Throws
 * `not_found`, `validation_error` for what its profile does not allow, `conflict` where there are
 * too many or its profile is not enabled.
 */
export async function updateWebhook(
  context: ManagementContext,
  { id, secret, active, customHeaders, tls, ...wanted }: WebhookUpdate,
  actor: Actor | null,
): Promise<Webhook> {
  const webhook = getWebhook(context, id)
  const rules = rulesOfWebhook(context, webhook)
  const workspace = context.engine.catalog.workspace(webhook.workspaceId)
  if (workspace === undefined) throw new RequestError('not_found', 'There is no such workspace.')
  const { url, eventTypes, channels } = wanted
  const fields = {
    ...wanted,
    ...(url === undefined ? {} : { url: webhookUrl(context, rules, url) }),
    ...(eventTypes === undefined
      ? {}
      : { eventTypes: subscribedTypes(context, { workspace, rules, names: eventTypes }) }),
    ...(channels === undefined ? {} : { channels: channelNames(channels) }),
  }
  const secrets =
    secret === undefined ? {} : { secrets: [sealSecret(context, id, chooseSecret(rules, secret))] }
  const sealedFields = {
    ...(customHeaders === undefined ? {} : { customHeaders }),
    ...(tls === undefined ? {} : { tls }),
  }
  return changeWebhook(
    context,
    {
      id,
      action: 'webhook.update',
      detail: {
        ...auditedFields({ ...fields, ...(active === undefined ? {} : { active }) }),
        ...(secret === undefined ? {} : { secret: '…' }),
        ...auditedSealedFields(sealedFields),
      },
      apply(before) {
        const state = active === undefined ? {} : stateOf(active)
        const changed = { ...before, ...fields, ...secrets, ...state }
        return withSealedFields(context, changed, { fields: sealedFields, rules })
      },
    },
    actor,
  )
}
