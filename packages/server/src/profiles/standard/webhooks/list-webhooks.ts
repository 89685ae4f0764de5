import { Type } from 'typebox'
import { defineRoute } from '../../../http/route.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { closedObject, workspaceField } from '../schemas.ts'
import { workspaceNamed } from '../workspace-query.ts'
import { showWebhook, webhookSchema } from './webhook-schema.ts'

export const listWebhooksRoute = defineRoute({
  method: 'GET',
  path: '/v1/webhooks',
  operationId: 'listWebhooks',
  tag: 'Webhooks',
  summary: 'List webhooks',
  description: 'Newest first.',
  scope: 'read',
  query: closedObject({
    ...pageQuery,
    active: Type.Optional(
      Type.Boolean({ description: 'Only those that are, or are not, active.' }),
    ),
    workspace: workspaceField,
  }),
  answer: { status: 200, description: 'A page of webhooks.', schema: pageAnswer(webhookSchema) },
  async handle({ apiKey, query }, { engine }) {
    const { id } = workspaceNamed(apiKey, query.workspace, engine.catalog)
    const { active } = query
    const webhooks = engine.catalog
      .webhooksOf(id)
      .filter(({ state }) => active === undefined || active === (state === 'active'))
      .toReversed()
    return pageOf(webhooks, query, (webhook) => showWebhook(webhook, apiKey))
  },
})
