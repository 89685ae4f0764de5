import { Type, type Static } from 'typebox'
import { timeOfIdMs } from '../../../domain/ids.ts'
import { recoveredStatuses, recoveryStates, type Recovery } from '../../../domain/recovery.ts'
import { formatPublicId, parsePublicId } from '../../../http/public-ids.ts'
import type { Call } from '../../../http/route.ts'
import { formatTimestamp } from '../../../http/timestamps.ts'
import { notFound, reaches } from '../../../http/workspace-access.ts'
import type { Caller } from '../../../domain/caller.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { answerObject, idOf, oneOf, timestamp } from '../schemas.ts'

export const recoveredStatusField = oneOf(recoveredStatuses, {
  description:
    '`failed`: events that failed, or were canceled, in every delivery to the webhook. `missed`: events that it was sent no delivery of, because it was off or not there yet. `any`: both.',
})

export const recoverySchema = answerObject(
  {
    id: idOf('recovery', 'The recovery.'),
    webhook_id: idOf('webhook', 'The webhook that gets what it did not get.'),
    state: oneOf(recoveryStates, {
      description: '`done` when every event of that time has been looked at.',
    }),
    status: recoveredStatusField,
    types: Type.Optional(Type.Array(Type.String(), { description: 'Only events of these types.' })),
    since: timestamp('Only events that were accepted then or later.'),
    until: timestamp('Only events that were accepted before.'),
    reached: timestamp('How far it has come, between `since` and `until`.'),
    events: Type.Integer({ description: 'Events that were looked at.' }),
    deliveries: Type.Integer({ description: 'Deliveries that were made.' }),
    reason: Type.Optional(
      Type.String({ description: 'Why it was paused or canceled, if not at somebody’s wish.' }),
    ),
    created_at: timestamp('When it was begun.'),
    updated_at: timestamp('When it last went on.'),
  },
  { title: 'Recovery', description: 'A job that sends a webhook again what it did not get.' },
)

export function showRecovery(recovery: Recovery): Static<typeof recoverySchema> {
  const { state, status, types, sinceMs, untilMs, reason } = recovery
  return {
    id: formatPublicId('recovery', recovery.id),
    webhook_id: formatPublicId('webhook', recovery.webhookId),
    state,
    status,
    ...(types === null ? {} : { types: [...types] }),
    since: formatTimestamp(sinceMs),
    until: formatTimestamp(untilMs),
    reached: formatTimestamp(state === 'done' ? untilMs : timeOfIdMs(recovery.cursor)),
    events: recovery.examined,
    deliveries: recovery.queued,
    ...(reason === null ? {} : { reason }),
    created_at: formatTimestamp(recovery.createdAtMs),
    updated_at: formatTimestamp(recovery.updatedAtMs),
  }
}

type Named = Pick<Call<{ readonly id: string }, unknown, unknown, Caller>, 'caller' | 'params'>

/** The recovery that a path names. Throws `not_found`. */
export async function findRecovery(
  { caller, params }: Named,
  { store }: Pick<ManagementContext, 'store'>,
): Promise<Recovery> {
  const id = parsePublicId('recovery', params.id)
  const recovery = id === null ? null : await store.getRecovery(id)
  if (recovery === null || !reaches(caller, recovery.workspaceId)) throw notFound('recovery')
  return recovery
}
