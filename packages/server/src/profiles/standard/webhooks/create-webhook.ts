import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import type { Workspace } from '../../../domain/workspace.ts'
import { defineRoute, type Call } from '../../../http/route.ts'
import { createWebhook } from '../../../management/create-webhook.ts'
import { closedObject, workspaceField } from '../schemas.ts'
import { workspaceNamed } from '../workspace-query.ts'
import { readRateLimit } from './rate-limit-schema.ts'
import { readSealedFields, sealedFieldsOfCreation } from './sealed-fields-schema.ts'
import {
  secretField,
  showNewWebhook,
  toDelaysMs,
  webhookFields,
  webhookSchema,
} from './webhook-schema.ts'

export const createWebhookRoute = defineRoute({
  method: 'POST',
  path: '/v1/webhooks',
  operationId: 'createWebhook',
  tag: 'Webhooks',
  summary: 'Create a webhook',
  description: 'The answer is the only one that shows the secret.',
  scope: 'manage',
  portal: 'manage_webhooks',
  body: closedObject({
    url: webhookFields.url,
    events: webhookFields.events,
    secret: Type.Optional(secretField),
    active: Type.Optional(webhookFields.active),
    workspace: workspaceField,
    profile: Type.Optional(
      Type.String({
        description: 'How it is spoken to; the workspace’s `default_profile` unless told.',
        examples: ['standard'],
      }),
    ),
    name: Type.Optional(webhookFields.name),
    description: Type.Optional(webhookFields.description),
    channels: Type.Optional(webhookFields.channels),
    ordering: Type.Optional(webhookFields.ordering),
    retry_delays_s: Type.Optional(webhookFields.retry_delays_s),
    rate_limit: Type.Optional(webhookFields.rate_limit),
    ...sealedFieldsOfCreation,
  }),
  answer: { status: 201, description: 'The new webhook.', schema: webhookSchema },
  refusals: ['not_found', 'conflict'],
  async handle(call, context) {
    const { caller, body } = call
    const workspace = workspaceNamed(caller, body.workspace, context.engine.catalog)
    const id = context.ids.next()
    const created = await createWebhook(
      context,
      {
        id,
        lane: { id, ordered: body.ordering === 'strict' },
        workspace,
        profile: profileFor(call, workspace),
        url: body.url,
        eventTypes: body.events,
        secret: body.secret ?? null,
        active: body.active ?? true,
        channels: body.channels ?? [],
        name: body.name ?? null,
        description: body.description ?? '',
        retryDelaysMs: toDelaysMs(body.retry_delays_s ?? null),
        ...readRateLimit(body.rate_limit),
        ...readSealedFields(body),
      },
      caller,
    )
    return showNewWebhook(created, call, context)
  },
})

/** The API of one product makes webhooks of its own profile. Throws `validation_error`. */
function profileFor(
  {
    body,
    surface,
  }: Pick<Call<unknown, unknown, { readonly profile?: string }>, 'body' | 'surface'>,
  { defaultProfile }: Workspace,
): string {
  if (surface.knowsAllProfiles === true) return body.profile ?? defaultProfile
  if (body.profile === undefined || body.profile === surface.name) return surface.name
  throw new RequestError(
    'validation_error',
    `\`profile\` can only be ${JSON.stringify(surface.name)} here. Leave it out.`,
    { field: 'profile', value: body.profile.slice(0, 64) },
  )
}
