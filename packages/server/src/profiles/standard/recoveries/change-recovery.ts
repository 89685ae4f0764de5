import { defineRoute, type Route } from '../../../http/route.ts'
import { changeRecovery, type RecoveryChange } from '../../../management/change-recovery.ts'
import { findRecovery, recoverySchema, showRecovery } from './recovery-schema.ts'

function changeRoute(change: RecoveryChange, summary: string, description: string): Route {
  return defineRoute({
    method: 'POST',
    path: `/v1/recoveries/{id}/${change}`,
    operationId: `${change}Recovery`,
    tag: 'Recoveries',
    summary,
    description,
    scope: 'manage',
    portal: 'replay',
    params: { id: 'The recovery: `rec_…`' },
    answer: { status: 200, description: 'The recovery as it is now.', schema: recoverySchema },
    refusals: ['not_found', 'conflict'],
    async handle(call, context) {
      const recovery = await findRecovery(call, context)
      return showRecovery(await changeRecovery(context, { recovery, change }, call.caller))
    },
  })
}

export const changeRecoveryRoutes: readonly Route[] = [
  changeRoute(
    'pause',
    'Pause a recovery',
    'What it has made so far stays on its way. A recovery whose webhook is switched off pauses by itself.',
  ),
  changeRoute('resume', 'Go on with a recovery', 'From where it was paused.'),
  changeRoute(
    'cancel',
    'End a recovery',
    'What it has made so far stays on its way; it cannot be resumed.',
  ),
]
