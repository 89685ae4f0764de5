import { defineRoute } from '../../../http/route.ts'
import { assertServerKey } from '../../../http/workspace-access.ts'
import { createKey } from '../../../management/create-key.ts'
import { createdKeyAnswer, keyBody, readExpiry, showKey } from './key-schema.ts'

export const createServerKeyRoute = defineRoute({
  method: 'POST',
  path: '/v1/keys',
  operationId: 'createServerKey',
  tag: 'API keys',
  summary: 'Create an API key of the server',
  description:
    'It is good for all workspaces, within its scopes. The answer is the only place where the key itself is ever shown. Needs a key of the server.',
  scope: 'admin',
  body: keyBody,
  answer: createdKeyAnswer,
  async handle({ caller, body }, context) {
    assertServerKey(caller)
    const { name, scopes } = body
    const wanted = { workspaceId: null, name, scopes, expiresAtMs: readExpiry(body.expires_at) }
    const created = await createKey(context, wanted, caller)
    return { ...showKey(created.apiKey), key: created.text }
  },
})
