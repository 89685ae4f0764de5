import { firstIdAt, type Id } from '../../../domain/ids.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { transferIdOf } from '../session-events.ts'
import { updateTransfer, type StoredTransfer, type Transfer } from '../transfer-record.ts'

const pageSize = 100

/** Another node's clock may be behind this one's. */
const longestSkewMs = 60_000

/** An event that is not in the journal by then may have been dropped from it again. */
const longestRaiseMs = 60 * 60 * 1000

/**
 * The transfer as it stands now. One that the product carries out has ended when the product has
 * published `endgrate.completed` for it, and whoever looks first writes that down. One that the
 * source carries out has ended once all that it brought can be read.
 */
export async function settledTransfer(
  context: Pick<ManagementContext, 'store' | 'clock'>,
  stored: StoredTransfer,
): Promise<Transfer> {
  const { transfer } = stored
  if (transfer.state !== 'running') {
    const isRaised = await isEndRaised(context, transfer)
    return isRaised ? transfer : { ...transfer, state: 'running', endedAtMs: null }
  }
  if (transfer.by === 'source') return transfer
  const endedAtMs = await completedAtMs(context, transfer)
  if (endedAtMs === null) return transfer
  const completed: Transfer = { ...transfer, state: 'completed', endedAtMs }
  // Somebody else may have written the same, or deleted the session: it is true all the same.
  await context.store.changeRecords([updateTransfer(stored, completed, null)], [])
  return completed
}

async function isEndRaised(
  { store, clock }: Pick<ManagementContext, 'store' | 'clock'>,
  { workspaceId, lastEventId, endedAtMs }: Transfer,
): Promise<boolean> {
  if (lastEventId === null || endedAtMs === null) return true
  if (clock.nowMs() - endedAtMs > longestRaiseMs) return true
  return (await store.getEvent(workspaceId, lastEventId)) !== null
}

async function completedAtMs(
  { store }: Pick<ManagementContext, 'store'>,
  { id, workspaceId, sessionId, startedAtMs }: Transfer,
): Promise<number | null> {
  const types = ['endgrate.completed']
  for (let after: Id = firstIdAt(startedAtMs - longestSkewMs); ;) {
    const page = { types, after, limit: pageSize }
    const events = await store.listEventsOfChannel(workspaceId, sessionId, page)
    const found = events.find(({ data, isTest }) => !isTest && transferIdOf(data) === id)
    if (found !== undefined) return found.acceptedAtMs
    const last = events.at(-1)
    if (last === undefined || events.length < pageSize) return null
    after = last.id
  }
}
