import { Type, type Static } from 'typebox'
import type { ApiKey } from '../../../domain/api-key.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestampOrNull } from '../../../http/timestamps.ts'
import { answerObject, idOf, nullable, scopeSchema, timestamp } from '../schemas.ts'

export const sessionSchema = answerObject(
  {
    key: answerObject({
      id: idOf('key', 'The API key that asks, or that opened the session.'),
      name: Type.String(),
      scopes: Type.Array(scopeSchema),
    }),
    workspace: nullable(idOf('workspace', 'The workspace that the key is good for'), {
      description: 'null: it is good for all of them.',
    }),
    expires_at: nullable(timestamp('When the session ends.'), {
      description: 'null: the request came with a key, not with a session.',
    }),
  },
  { title: 'Session', description: 'Who asks, and what they may do.' },
)

export function showSession(
  { id, name, scopes, workspaceId }: ApiKey,
  expiresAtMs: number | null,
): Static<typeof sessionSchema> {
  return {
    key: { id: formatPublicId('key', id), name, scopes: [...scopes] },
    workspace: workspaceId === null ? null : formatPublicId('workspace', workspaceId),
    expires_at: formatTimestampOrNull(expiresAtMs),
  }
}
