import { notFound } from '../../../http/workspace-access.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import type { RecordKey } from '../../../stores/profile-store.ts'
import { getTransfer } from '../transfer-record.ts'
import { settledTransfer } from './settled-transfer.ts'

/** [found] */
const longestWaitMs = 5 * 60 * 1000
const lookEveryMs = 250

/**
 * Resolves when the transfer has ended, or after five minutes.
 * Throws `not_found` when its session is deleted meanwhile.
 *
 * @param isGone - whether whoever waits for it has gone
 */
export async function awaitTransfer(
  context: Pick<ManagementContext, 'store' | 'clock'>,
  key: RecordKey,
  isGone: () => boolean,
): Promise<void> {
  const { store, clock } = context
  const untilMs = clock.monotonicMs() + longestWaitMs
  for (;;) {
    const stored = await getTransfer(store, key)
    if (stored === null) throw notFound('session')
    const { state } = await settledTransfer(context, stored)
    if (state !== 'running' || clock.monotonicMs() >= untilMs || isGone()) return
    await new Promise<void>((resolve) => clock.setTimer(resolve, lookEveryMs))
  }
}
