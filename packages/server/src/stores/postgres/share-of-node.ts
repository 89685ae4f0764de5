import type { Id } from '../../domain/ids.ts'
import { readInbox } from '../operations/inbox.ts'
import { fragment, type Operation } from '../operations/query.ts'
import { lanesWithParked } from '../operations/queue-upkeep.ts'
import type { InboxEntry } from '../inbox-store.ts'
import type { Heartbeat, NodeNumber } from './node.ts'

/** What of the work that lies there for everybody a node takes. */

/** Then whoever has the time takes what is another node's to take. */
const othersAfterMs = 2000

/**
 * Each worker has workspaces of its own, so that nodes do not all read and journal the same rows, of
 * which all but one would be in vain. What others leave for long is taken, too: they may be gone.
 */
export function* readShareOfInbox(
  { workers, before }: Heartbeat,
  { after, limit }: { readonly after: number; readonly limit: number },
): Operation<InboxEntry[]> {
  if (workers <= 1) return yield* readInbox(after, limit)
  const share = fragment`(abs(uuid_hash(workspace_id)::bigint) % ${workers})`
  const own = yield* readInbox(after, limit, fragment`AND ${share} = ${before}`)
  if (own.length === limit) return own
  const left = yield* readInbox(
    after,
    limit - own.length,
    fragment`AND ${share} <> ${before}
      AND accepted_at_ms < extract(epoch FROM now()) * 1000 - ${othersAfterMs}`,
  )
  return [...own, ...left].toSorted((a, b) => a.seq - b.seq)
}

export function lanesToSendFor(
  node: NodeNumber,
  { after, limit }: { readonly after: Id | null; readonly limit: number },
): Operation<Id[]> {
  return lanesWithParked(
    after,
    limit,
    fragment`AND NOT EXISTS (
      SELECT 1 FROM lanes JOIN nodes ON nodes.id = lanes.owner
      WHERE lanes.id = lane.id AND lanes.owner <> ${node})`,
  )
}
