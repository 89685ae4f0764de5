import { Type } from 'typebox'
import { RequestError } from '../../../domain/errors.ts'
import { defineRoute } from '../../../http/route.ts'
import { parseTimestamp } from '../../../http/timestamps.ts'
import { createKey } from '../../../management/create-key.ts'
import { answerObject, closedObject, nullable, scopeSchema, timestamp } from '../schemas.ts'
import { findWorkspace } from '../workspaces/workspace-schema.ts'
import { keyFields, showKey } from './key-schema.ts'

export const createKeyRoute = defineRoute({
  method: 'POST',
  path: '/v1/workspaces/{id}/keys',
  operationId: 'createKey',
  tag: 'API keys',
  summary: 'Create an API key',
  description: 'The answer is the only place where the key itself is ever shown.',
  scope: 'admin',
  params: { id: 'The workspace: `ws_…`' },
  body: closedObject({
    name: Type.String({ minLength: 1, maxLength: 200, description: 'For people.' }),
    scopes: Type.Array(scopeSchema, { minItems: 1, maxItems: 4, uniqueItems: true }),
    expires_at: Type.Optional(
      nullable(timestamp('When it expires.'), { description: 'null: it does not.' }),
    ),
  }),
  answer: {
    status: 201,
    description: 'The new key.',
    schema: answerObject({
      ...keyFields,
      key: Type.String({ description: 'Keep it safe: it is not shown again.' }),
    }),
  },
  refusals: ['not_found'],
  async handle({ apiKey, params, body }, context) {
    const workspace = findWorkspace(apiKey, params.id, context.engine.catalog)
    const created = await createKey(
      context,
      {
        workspaceId: workspace.id,
        name: body.name,
        scopes: body.scopes,
        expiresAtMs: readExpiry(body.expires_at),
      },
      apiKey.id,
    )
    return { ...showKey(created.apiKey), key: created.text }
  },
})

function readExpiry(text: string | null | undefined): number | null {
  if (text === undefined || text === null) return null
  const timeMs = parseTimestamp(text)
  if (timeMs !== null) return timeMs
  throw new RequestError(
    'validation_error',
    '`expires_at` has to be a time like 2026-01-15T12:00:00Z.',
    { field: 'expires_at', value: text },
  )
}
