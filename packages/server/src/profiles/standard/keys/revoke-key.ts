import { defineRoute } from '../../../http/route.ts'
import { formatPublicId, parsePublicId } from '../../../http/public-ids.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { revokeKey } from '../../../management/revoke-key.ts'
import { assertInReach } from './assert-in-reach.ts'
import { deletedSchema } from '../schemas.ts'
import { findWorkspace } from '../workspaces/workspace-schema.ts'

export const revokeKeyRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/workspaces/{id}/keys/{key_id}',
  operationId: 'revokeKey',
  tag: 'API keys',
  summary: 'Revoke an API key',
  description:
    'It is refused from now on and stays in the list. Revoking it again changes nothing.',
  scope: 'admin',
  portal: 'manage_keys',
  params: { id: 'The workspace: `ws_…`', key_id: 'The key: `key_…`' },
  answer: { status: 200, description: 'It is revoked.', schema: deletedSchema('key') },
  refusals: ['not_found'],
  async handle({ caller, params }, context) {
    const { catalog } = context.engine
    const workspace = findWorkspace(caller, params.id, catalog)
    const id = parsePublicId('key', params.key_id)
    const revoked = catalog.keysOf(workspace.id).find((key) => key.id === id)
    if (revoked === undefined) throw notFound('key')
    assertInReach(caller, revoked.scopes)
    await revokeKey(context, revoked, caller)
    return { id: formatPublicId('key', revoked.id), deleted: true }
  },
})
