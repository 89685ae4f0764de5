import { formatPublicId, parsePublicId } from '../../../http/public-ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { assertServerKey, notFound } from '../../../http/workspace-access.ts'
import { revokeKey } from '../../../management/revoke-key.ts'
import { deletedSchema } from '../schemas.ts'

export const revokeServerKeyRoute = defineRoute({
  method: 'DELETE',
  path: '/v1/keys/{id}',
  operationId: 'revokeServerKey',
  tag: 'API keys',
  summary: 'Revoke an API key of the server',
  description:
    'It is refused from now on and stays in the list. Revoking it again changes nothing. Needs a key of the server; a key may revoke itself.',
  scope: 'admin',
  params: { id: 'The key: `key_…`' },
  answer: { status: 200, description: 'It is revoked.', schema: deletedSchema('key') },
  refusals: ['not_found'],
  async handle({ caller, params }, context) {
    assertServerKey(caller)
    const id = parsePublicId('key', params.id)
    const revoked = context.engine.catalog.keysOf(null).find((key) => key.id === id)
    if (revoked === undefined) throw notFound('key')
    await revokeKey(context, revoked, caller)
    return { id: formatPublicId('key', revoked.id), deleted: true }
  },
})
