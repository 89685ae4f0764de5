import { lastDeliveryIdOf, type Id } from '../../domain/ids.ts'
import type { RecoveredStatus } from '../../domain/recovery.ts'
import { statusCode } from '../codes.ts'
import { bytesOfId, idOfBytes } from './id-bytes.ts'
import { listOf, sql, type Operation } from './query.ts'

/** A delivery as far as a recovery looks at it. */
export interface KnownDelivery {
  readonly id: Id
  /** A code of `statusCode`; 0 while it is pending. */
  readonly status: number
}

type KnownRow = { id: Uint8Array; status: number }

/** Whether an event is to be sent again, and the delivery that the new one repeats. null: it is not. */
export function chooseRepeat(
  known: readonly KnownDelivery[],
  wanted: RecoveredStatus,
): { readonly retryOf: Id | null } | null {
  const isUnderWay = ({ status }: KnownDelivery) => status === 0 || status === statusCode.success
  if (known.some(isUnderWay)) return null
  const last = known.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0]
  if (last === undefined) return wanted === 'failed' ? null : { retryOf: null }
  return wanted === 'missed' ? null : { retryOf: last.id }
}

/** What has ended and is in no index yet, by its event. */
export function* endsNotIndexed(webhookId: Id): Operation<ReadonlyMap<Id, KnownDelivery[]>> {
  const rows = yield* sql<KnownRow & { event_id: Uint8Array }>`
    SELECT event_id, id, status FROM deliveries
    WHERE seq > (SELECT value FROM meta WHERE key = 'deliveries_indexed_seq')
      AND webhook_id = ${bytesOfId(webhookId)}`
  return Map.groupBy(
    rows.map((row) => ({ eventId: idOfBytes(row.event_id), ...knownOfRow(row) })),
    ({ eventId }) => eventId,
  )
}

interface Recovered {
  readonly workspaceId: Id
  readonly webhookId: Id
  readonly eventId: Id
}

/**
 * The webhook's deliveries of an event: of its fan-out, however wide that was, from ranges of ids;
 * replays and retries one by one.
 */
export function* deliveriesOf(
  { workspaceId, webhookId, eventId }: Recovered,
  notIndexed: ReadonlyMap<Id, readonly KnownDelivery[]>,
): Operation<KnownDelivery[]> {
  const workspace = bytesOfId(workspaceId)
  const webhook = bytesOfId(webhookId)
  const event = bytesOfId(eventId)
  const last = bytesOfId(lastDeliveryIdOf(eventId))
  const rows = yield* sql<KnownRow>`
    SELECT id, 0 AS status FROM queue
    WHERE id > ${event} AND id <= ${last} AND workspace_id = ${workspace}
      AND webhook_id = ${webhook}
    UNION ALL
    SELECT id, status FROM deliveries_by_webhook
    WHERE webhook_id = ${webhook} AND status IN (${listOf(Object.values(statusCode))})
      AND id > ${event} AND id <= ${last}
    UNION ALL
    SELECT q.id, 0 AS status FROM redeliveries AS r CROSS JOIN queue AS q
    WHERE r.event_id = ${event} AND r.workspace_id = ${workspace}
      AND q.id = r.id AND q.workspace_id = r.workspace_id AND q.webhook_id = ${webhook}
    UNION ALL
    SELECT d.id, d.status FROM redeliveries AS r CROSS JOIN deliveries AS d
    WHERE r.event_id = ${event} AND r.workspace_id = ${workspace}
      AND d.id = r.id AND d.workspace_id = r.workspace_id AND d.webhook_id = ${webhook}`
  return [...rows.map(knownOfRow), ...(notIndexed.get(eventId) ?? [])]
}

function knownOfRow({ id, status }: KnownRow): KnownDelivery {
  return { id: idOfBytes(id), status }
}
