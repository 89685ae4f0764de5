import { Type, type Static } from 'typebox'
import type { ApiKey } from '../../../domain/api-key.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestamp, formatTimestampOrNull } from '../../../http/timestamps.ts'
import { answerObject, idOf, nullable, scopeSchema, timestamp } from '../schemas.ts'

export const keyFields = {
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
  description: 'An API key of a workspace.',
})

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
