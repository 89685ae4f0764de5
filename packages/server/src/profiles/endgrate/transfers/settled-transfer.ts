import { firstIdAt, type Id } from '../../../domain/ids.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { updateTransfer, type StoredTransfer, type Transfer } from '../transfer-record.ts'

const pageSize = 100

/** Another node's clock may be behind this one's. */
const longestSkewMs = 60_000

/**
 * The transfer as it stands now. One that the product carries out has ended when the product has
 * published `endgrate.completed` for it, and whoever looks first writes that down.
 */
export async function settledTransfer(
  context: Pick<ManagementContext, 'store'>,
  stored: StoredTransfer,
): Promise<Transfer> {
  const { transfer } = stored
  if (transfer.by === 'source' || transfer.state !== 'running') return transfer
  const endedAtMs = await completedAtMs(context, transfer)
  if (endedAtMs === null) return transfer
  const completed: Transfer = { ...transfer, state: 'completed', endedAtMs }
  // Somebody else may have written the same, or deleted the session: it is true all the same.
  await context.store.changeRecords([updateTransfer(stored, completed, null)], [])
  return completed
}

async function completedAtMs(
  { store }: Pick<ManagementContext, 'store'>,
  { id, workspaceId, sessionId, startedAtMs }: Transfer,
): Promise<number | null> {
  const types = ['endgrate.completed']
  for (let after: Id = firstIdAt(startedAtMs - longestSkewMs); ;) {
    const page = { types, after, limit: pageSize }
    const events = await store.listEventsOfChannel(workspaceId, sessionId, page)
    const found = events.find(({ data }) => transferIdIn(data) === id)
    if (found !== undefined) return found.acceptedAtMs
    const last = events.at(-1)
    if (last === undefined || events.length < pageSize) return null
    after = last.id
  }
}

function transferIdIn(data: Uint8Array): unknown {
  // What was published is an object.
  const fields = JSON.parse(Buffer.from(data).toString('utf8')) as { transfer_id?: unknown }
  return fields.transfer_id
}
