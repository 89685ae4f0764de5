import { Type, type Static } from 'typebox'
import type { ApiKey } from '../../../domain/api-key.ts'
import type { Caller } from '../../../domain/caller.ts'
import type { Operator } from '../../../domain/operator.ts'
import type { PortalSession } from '../../../domain/portal-link.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestampOrNull } from '../../../http/timestamps.ts'
import { brandSchema, capabilitySchema, showBrand } from '../portal-links/portal-link-schema.ts'
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

const portalSchema = answerObject({
  id: idOf('portal', 'The portal link that opened the session.'),
  capabilities: Type.Array(capabilitySchema),
  brand: brandSchema,
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
  const { workspaceId, scopes } = caller
  return {
    workspace: workspaceId === null ? null : formatPublicId('workspace', workspaceId),
    scopes: [...scopes],
    expires_at: formatTimestampOrNull(expiresAtMs),
    key: caller.kind === 'key' ? showKey(caller) : null,
    operator: caller.kind === 'operator' ? showOperator(caller) : null,
    portal: caller.kind === 'portal' ? showPortal(caller) : null,
  }
}

function showKey({ id, name, scopes }: ApiKey): Static<typeof keySchema> {
  return { id: formatPublicId('key', id), name, scopes: [...scopes] }
}

function showOperator({ id, name }: Operator): Static<typeof operatorSchema> {
  return { id: formatPublicId('operator', id), name }
}

function showPortal({ id, capabilities, brand }: PortalSession): Static<typeof portalSchema> {
  return {
    id: formatPublicId('portal', id),
    capabilities: [...capabilities],
    brand: showBrand(brand),
  }
}
