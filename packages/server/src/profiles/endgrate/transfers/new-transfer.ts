import { timeOfIdMs } from '../../../domain/ids.ts'
import type { ManagementContext } from '../../../management/management-context.ts'
import { objectIdOf } from '../object-id.ts'
import { streamOf, type Session } from '../session-record.ts'
import type { Transfer } from '../transfer-record.ts'

export interface WantedTransfer extends Pick<
  Transfer,
  'endgrateType' | 'direction' | 'params' | 'synchronous'
> {
  /** Absent: false. */
  readonly bypassRateLimit?: boolean
  /** Whether there is a source to ask. Sources only give: a push is always the product's. */
  readonly hasSource: boolean
}

/** A transfer that begins now. With `sync` it goes on where the one before it has ended. */
export function newTransfer(
  { ids }: Pick<ManagementContext, 'ids'>,
  session: Session,
  wanted: WantedTransfer,
): Transfer {
  const { endgrateType, direction, params, synchronous, hasSource } = wanted
  const id = ids.next()
  return {
    id: objectIdOf(id),
    workspaceId: session.workspaceId,
    sessionId: session.id,
    endgrateType,
    direction,
    by: hasSource && direction === 'pull' ? 'source' : 'product',
    params,
    sync: session.sync,
    bypassRateLimit: wanted.bypassRateLimit ?? false,
    synchronous,
    state: 'running',
    cursor: session.sync ? streamOf(session, endgrateType).cursor : null,
    records: 0,
    batches: 0,
    failures: 0,
    startedAtMs: timeOfIdMs(id),
    endedAtMs: null,
    lastEventId: null,
  }
}
