import { Type, type Static } from 'typebox'
import type { Caller } from '../../../domain/caller.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestampOrNull } from '../../../http/timestamps.ts'
import { answerObject, idOf, nullable, scopeSchema, timestamp } from '../schemas.ts'

const keySchema = answerObject({
  id: idOf('key', 'The API key that asks, or that opened the session.'),
  name: Type.String(),
  scopes: Type.Array(scopeSchema),
})

const operatorSchema = answerObject({
  id: idOf('operator', 'Who signed in.'),
  name: Type.String(),
})

const brandText = nullable(Type.String())

const portalSchema = answerObject({
  id: Type.String({ description: 'The portal link that opened the session: `portal_…`' }),
  capabilities: Type.Array(Type.String()),
  brand: answerObject({ name: brandText, logo_url: brandText, color: brandText }),
})

/** Exactly one of `key`, `operator` and `portal` is not null. */
export const sessionSchema = answerObject(
  {
    workspace: nullable(idOf('workspace', 'The workspace that they are good for'), {
      description: 'null: all of them.',
    }),
    scopes: Type.Array(scopeSchema, { description: 'What they may do there.' }),
    expires_at: nullable(timestamp('When the session ends.'), {
      description: 'null: the request came with a key, not with a session.',
    }),
    key: nullable(keySchema, { description: 'The API key; null: no key asks.' }),
    operator: nullable(operatorSchema, {
      description: 'Who signed in with a name and a password; null: nobody did.',
    }),
    portal: nullable(portalSchema, {
      description: 'The portal link; null: the session is none of a portal.',
    }),
  },
  {
    title: 'Session',
    description:
      'Who asks, and what they may do: exactly one of `key`, `operator` and `portal` is not null.',
  },
)

/** @param expiresAtMs - when the session ends; null: there is none, and a key asks */
export function showSession(
  caller: Caller,
  expiresAtMs: number | null,
): Static<typeof sessionSchema> {
  const { id, name, scopes, workspaceId } = caller
  return {
    workspace: workspaceId === null ? null : formatPublicId('workspace', workspaceId),
    scopes: [...scopes],
    expires_at: formatTimestampOrNull(expiresAtMs),
    key:
      caller.kind === 'key' ? { id: formatPublicId('key', id), name, scopes: [...scopes] } : null,
    operator: caller.kind === 'operator' ? { id: formatPublicId('operator', id), name } : null,
    portal: null,
  }
}
