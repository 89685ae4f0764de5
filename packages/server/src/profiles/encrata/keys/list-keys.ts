import { Type, type Static } from 'typebox'
import type { ApiKey } from '../../../domain/api-key.ts'
import { toUuid } from '../../../domain/ids.ts'
import { defineRoute } from '../../../http/route.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { ownWorkspace } from '../../own-webhooks.ts'

const keySchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    key_preview: Type.String({ description: 'Its last four characters.', examples: ['...x9f2'] }),
    created_at: Type.String(),
    last_used: Type.Null({ description: 'Posthorn keeps no record of it.' }),
    total_requests: Type.Null({ description: 'Posthorn does not count them.' }),
    credits_used: Type.Null({ description: 'Posthorn counts credits for workspaces, not keys.' }),
    revoked_at: Type.Optional(Type.String({ description: 'Only on a key that was revoked.' })),
  },
  { title: 'ApiKey' },
)

export const listKeysRoute = defineRoute({
  method: 'GET',
  path: '/api/keys',
  operationId: 'listKeys',
  tag: 'API keys',
  summary: 'List the workspace’s API keys',
  description: 'Newest first, revoked ones included.',
  scope: 'admin',
  answer: {
    status: 200,
    description: 'The keys, none of which is shown in full.',
    schema: Type.Object({ keys: Type.Array(keySchema) }),
  },
  async handle(call, context) {
    const workspace = ownWorkspace(call, context)
    const keys = context.engine.catalog.keysOf(workspace.id).toReversed()
    return { keys: keys.map(showKey) }
  },
})

function showKey({
  id,
  name,
  preview,
  createdAtMs,
  revokedAtMs,
}: ApiKey): Static<typeof keySchema> {
  return {
    id: toUuid(id),
    name,
    key_preview: `...${preview}`,
    created_at: formatTimestamp(createdAtMs),
    last_used: null,
    total_requests: null,
    credits_used: null,
    ...(revokedAtMs === null ? {} : { revoked_at: formatTimestamp(revokedAtMs) }),
  }
}
