import { timeOfIdMs, type Id } from '../../../domain/ids.ts'
import { objectIdOf } from '../object-id.ts'
import { streamOf, type Session } from '../session-record.ts'
import type { Transfer } from '../transfer-record.ts'

export interface WantedTransfer extends Pick<
  Transfer,
  'endgrateType' | 'direction' | 'params' | 'synchronous'
> {
  /** Absent: false. */
  readonly bypassRateLimit?: boolean
  /** Absent: false. */
  readonly hasWebhooks?: boolean
  /** Whether there is a source to ask. Sources only give: a push is always the product's. */
  readonly hasSource: boolean
}

/**
 * A transfer that begins now. With `sync` it goes on where the one before it has ended.
 *
 * @param id - what its own is made of, and the moment of its beginning
 */
export function newTransfer(id: Id, session: Session, wanted: WantedTransfer): Transfer {
  const { endgrateType, direction, params, synchronous, hasSource } = wanted
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
    hasWebhooks: wanted.hasWebhooks ?? false,
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
