import type { ManagementContext } from '../../../management/management-context.ts'
import type { RecordKey } from '../../../stores/profile-store.ts'
import {
  readTransfer,
  transfersOf,
  type StoredTransfer,
  type Transfer,
} from '../transfer-record.ts'

const pageSize = 100

/** Ten of each type, where a session has as many types as it may have. */
const mostLookedAt = 1000

/** The latest transfer of each type in this direction, the latest of all first. */
export async function latestTransfers(
  { store }: Pick<ManagementContext, 'store'>,
  session: RecordKey,
  direction: Transfer['direction'],
): Promise<StoredTransfer[]> {
  const latest = new Map<string, StoredTransfer>()
  let before: string | null = null
  for (let looked = 0; looked < mostLookedAt; looked += pageSize) {
    const page = { before, limit: pageSize }
    const records = await store.listRecords(transfersOf(session), page)
    for (const record of records) {
      const stored = readTransfer(record)
      if (stored === null || stored.transfer.direction !== direction) continue
      const { endgrateType } = stored.transfer
      if (!latest.has(endgrateType)) latest.set(endgrateType, stored)
    }
    before = records.at(-1)?.id ?? null
    if (records.length < pageSize) break
  }
  return [...latest.values()]
}
