import { Type, type Static } from 'typebox'
import type { ApiKey } from '../../../domain/api-key.ts'
import { RequestError } from '../../../domain/errors.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestamp, formatTimestampOrNull, parseTimestamp } from '../../../http/timestamps.ts'
import { answerObject, closedObject, idOf, nullable, scopeSchema, timestamp } from '../schemas.ts'

const keyFields = {
  id: idOf('key', 'The key’s id, which is no secret.'),
  name: Type.String({ description: 'For people.', examples: ['Production publisher'] }),
  scopes: Type.Array(scopeSchema),
  preview: Type.String({ description: 'Its last four characters.', examples: ['x7Qk'] }),
  created_at: timestamp('When it was created.'),
  expires_at: nullable(timestamp('When it expires.'), { description: 'null: it does not.' }),
  revoked_at: nullable(timestamp('When it was revoked.'), { description: 'null: it was not.' }),
}

export const keySchema = answerObject(keyFields, {
  title: 'ApiKey',
  description: 'An API key of a workspace, or of the server.',
})

export const keyBody = closedObject({
  name: Type.String({ minLength: 1, maxLength: 200, description: 'For people.' }),
  scopes: Type.Array(scopeSchema, { minItems: 1, maxItems: 4, uniqueItems: true }),
  expires_at: Type.Optional(
    nullable(timestamp('When it expires.'), { description: 'null: it does not.' }),
  ),
})

export const createdKeyAnswer = {
  status: 201,
  description: 'The new key.',
  schema: answerObject({
    ...keyFields,
    key: Type.String({ description: 'Keep it safe: it is not shown again.' }),
  }),
}

/** null: never. Throws `validation_error`. */
export function readExpiry(text: string | null | undefined): number | null {
  if (text === undefined || text === null) return null
  const timeMs = parseTimestamp(text)
  if (timeMs !== null) return timeMs
  throw new RequestError(
    'validation_error',
    '`expires_at` has to be a time like 2026-01-15T12:00:00Z.',
    { field: 'expires_at', value: text },
  )
}

export function showKey(apiKey: ApiKey): Static<typeof keySchema> {
  return {
    id: formatPublicId('key', apiKey.id),
    name: apiKey.name,
    scopes: [...apiKey.scopes],
    preview: apiKey.preview,
    created_at: formatTimestamp(apiKey.createdAtMs),
    expires_at: formatTimestampOrNull(apiKey.expiresAtMs),
    revoked_at: formatTimestampOrNull(apiKey.revokedAtMs),
  }
}
