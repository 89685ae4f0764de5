import { defineRoute } from '../../../http/route.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { closedObject } from '../schemas.ts'
import { findWorkspace } from '../workspaces/workspace-schema.ts'
import { keySchema, showKey } from './key-schema.ts'

export const listKeysRoute = defineRoute({
  method: 'GET',
  path: '/v1/workspaces/{id}/keys',
  operationId: 'listKeys',
  tag: 'API keys',
  summary: 'List API keys',
  description: 'In the order of creation, revoked ones included. Never shows a key itself.',
  scope: 'admin',
  portal: 'manage_keys',
  params: { id: 'The workspace: `ws_…`' },
  query: closedObject(pageQuery),
  answer: { status: 200, description: 'A page of keys.', schema: pageAnswer(keySchema) },
  refusals: ['not_found'],
  async handle({ caller, params, query }, { engine }) {
    const workspace = findWorkspace(caller, params.id, engine.catalog)
    return pageOf(engine.catalog.keysOf(workspace.id), query, showKey)
  },
})
