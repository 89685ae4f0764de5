import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { pageAnswer, pageOf, pageQuery } from '../paging.ts'
import { closedObject } from '../schemas.ts'
import { keySchema, showKey } from './key-schema.ts'

export const listServerKeysRoute = defineRoute({
  method: 'GET',
  path: '/v1/keys',
  operationId: 'listServerKeys',
  tag: 'API keys',
  summary: 'List the server’s API keys',
  description:
    'Those that are good for all workspaces, in the order of creation, revoked ones included; the operator’s own from `POSTHORN_ADMIN_KEY` is not among them. Needs a key of the server.',
  scope: 'admin',
  query: closedObject(pageQuery),
  answer: { status: 200, description: 'A page of keys.', schema: pageAnswer(keySchema) },
  async handle({ caller, query }, { engine }) {
    assertServerKey(caller)
    return pageOf(engine.catalog.keysOf(null), query, showKey)
  },
})
