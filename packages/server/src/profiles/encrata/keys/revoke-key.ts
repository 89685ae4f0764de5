import { Type } from 'typebox'
import { parseUuid } from '../../../domain/ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { notFound } from '../../../http/workspace-access.ts'
import { revokeKey } from '../../../management/revoke-key.ts'
import { ownWorkspace } from '../../own-webhooks.ts'
import { idField } from '../request-fields.ts'

export const revokeKeyRoute = defineRoute({
  method: 'DELETE',
  path: '/api/keys',
  operationId: 'revokeKey',
  tag: 'API keys',
  summary: 'Revoke an API key',
  description: 'It is refused from now on. With `permanent` it is not listed any more either.',
  scope: 'admin',
  query: Type.Object({ id: idField, permanent: Type.Optional(Type.Boolean()) }),
  answer: {
    status: 200,
    description: 'It is revoked.',
    schema: Type.Object({ message: Type.Enum(['API key revoked', 'API key deleted']) }),
  },
  refusals: ['not_found'],
  async handle(call, context) {
    const workspace = ownWorkspace(call, context)
    const { id: named, permanent = false } = call.query
    const id = parseUuid(named)
    const apiKey = context.engine.catalog.keysOf(workspace.id).find((key) => key.id === id)
    if (apiKey === undefined) throw notFound('API key')
    await revokeKey(context, apiKey, call.caller, { permanent })
    return { message: permanent ? ('API key deleted' as const) : ('API key revoked' as const) }
  },
})
