import { Type, type Static } from 'typebox'
import { erasureScopes, erasureStates, type Erasure } from '../../../domain/erasure.ts'
import { formatPublicId } from '../../../http/public-ids.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { answerObject, idOf, oneOf, timestamp } from '../schemas.ts'

export const erasureSchema = answerObject(
  {
    id: idOf('erasure', 'The erasure.'),
    workspace: idOf('workspace', 'Whose data it is about.'),
    scope: oneOf(erasureScopes, {
      description: 'Whether all of the workspace is erased, or what is about one subject.',
    }),
    state: oneOf(erasureStates, {
      description:
        '`done` a minute after nothing was found any more, when all was looked through once again.',
    }),
    events: Type.Integer({ description: 'Events that were erased so far.' }),
    deliveries: Type.Integer({ description: 'Deliveries that were erased so far.' }),
    created_at: timestamp('When it was asked for.'),
    finished_at: Type.Optional(timestamp('When nothing was left.')),
  },
  {
    title: 'Erasure',
    description: 'A job that removes everything of a workspace, or about one subject, for good.',
  },
)

export function showErasure(erasure: Erasure): Static<typeof erasureSchema> {
  const { scope, state, events, deliveries, finishedAtMs } = erasure
  return {
    id: formatPublicId('erasure', erasure.id),
    workspace: formatPublicId('workspace', erasure.workspaceId),
    scope,
    state,
    events,
    deliveries,
    created_at: formatTimestamp(erasure.createdAtMs),
    ...(finishedAtMs === null ? {} : { finished_at: formatTimestamp(finishedAtMs) }),
  }
}
