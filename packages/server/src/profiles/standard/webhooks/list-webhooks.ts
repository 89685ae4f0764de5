import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { getsEvents } from '../../../management/served-webhook.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { closedObject, workspaceField } from '../schemas.ts'
import { workspaceNamed } from '../workspace-query.ts'
import { isKnownTo, showWebhook, webhookSchema } from './webhook-schema.ts'

export const listWebhooksRoute = defineRoute({
  method: 'GET',
  path: '/v1/webhooks',
  operationId: 'listWebhooks',
  tag: 'Webhooks',
  summary: 'List webhooks',
  description: 'Newest first.',
  scope: 'read',
  portal: 'read',
  query: closedObject({
    ...pageQuery,
    active: Type.Optional(
      Type.Boolean({ description: 'Only those that are, or are not, active.' }),
    ),
    profile: Type.Optional(Type.String({ description: 'Only those of this profile.' })),
    workspace: workspaceField,
  }),
  answer: { status: 200, description: 'A page of webhooks.', schema: pageAnswer(webhookSchema) },
  async handle(call, context) {
    const { caller, query, surface } = call
    const { catalog } = context.engine
    const { id } = workspaceNamed(caller, query.workspace, catalog)
    const { active, profile } = query
    const webhooks = catalog
      .webhooksOf(id)
      .filter((webhook) => isKnownTo(surface, webhook))
      .filter((webhook) => active === undefined || active === getsEvents(context, webhook))
      .filter((webhook) => profile === undefined || profile === webhook.profile)
      .toReversed()
    return pageOf(webhooks, query, (webhook) => showWebhook(webhook, call, context))
  },
})
