import { defineRoute } from '../../../http/route.ts'
import { createKey } from '../../../management/create-key.ts'
import { findWorkspace } from '../workspaces/workspace-schema.ts'
import { assertInReach } from './assert-in-reach.ts'
import { createdKeyAnswer, keyBody, readExpiry, showKey } from './key-schema.ts'

export const createKeyRoute = defineRoute({
  method: 'POST',
  path: '/v1/workspaces/{id}/keys',
  operationId: 'createKey',
  tag: 'API keys',
  summary: 'Create an API key',
  description: 'The answer is the only place where the key itself is ever shown.',
  scope: 'admin',
  portal: 'manage_keys',
  params: { id: 'The workspace: `ws_…`' },
  body: keyBody,
  answer: createdKeyAnswer,
  refusals: ['not_found'],
  async handle({ caller, params, body }, context) {
    const workspace = findWorkspace(caller, params.id, context.engine.catalog)
    assertInReach(caller, body.scopes)
    const created = await createKey(
      context,
      {
        workspaceId: workspace.id,
        name: body.name,
        scopes: body.scopes,
        expiresAtMs: readExpiry(body.expires_at),
      },
      caller,
    )
    return { ...showKey(created.apiKey), key: created.text }
  },
})
