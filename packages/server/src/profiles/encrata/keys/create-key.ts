import { Type } from 'typebox'
import { toUuid } from '../../../domain/ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { createKey } from '../../../management/create-key.ts'
import { ownWorkspace } from '../../own-webhooks.ts'

/** The product's keys have no scopes: a new one may do what the key may that makes it. */
export const createKeyRoute = defineRoute({
  method: 'POST',
  path: '/api/keys',
  operationId: 'createKey',
  tag: 'API keys',
  summary: 'Create an API key',
  scope: 'admin',
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 200, description: 'For people.' }),
  }),
  answer: {
    status: 201,
    description: 'The new key, shown this once.',
    schema: Type.Object({
      id: Type.String(),
      name: Type.String(),
      key: Type.String(),
      created_at: Type.String(),
    }),
  },
  async handle(call, context) {
    const { id: workspaceId } = ownWorkspace(call, context)
    const { name } = call.body
    const { scopes } = call.caller
    const wanted = { workspaceId, name, scopes, expiresAtMs: null }
    const { apiKey, text } = await createKey(context, wanted, call.caller)
    return {
      id: toUuid(apiKey.id),
      name,
      key: text,
      created_at: formatTimestamp(apiKey.createdAtMs),
    }
  },
})
