import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { queueState } from '../codes.ts'
import { idOfBytes } from '../operations/id-bytes.ts'
import type { Holder } from '../operations/nodes.ts'
import type { ScheduledDelivery } from '../queue-store.ts'
import { FrameWriter, type Frame } from './frame.ts'

/** Deliveries that came into this node's hands, for `decodeClaim`. */
export interface ClaimReply {
  readonly count: number
  readonly frame: Frame
}

export interface DueReply extends ClaimReply {
  readonly nextDueAtMs: number | null
}

export interface OrderedReply extends ClaimReply {
  readonly waitsFor: ScheduledDelivery | null
}

/** A row that was taken, as it was before. */
export interface Taken {
  readonly id: Uint8Array
  readonly workspaceId: Uint8Array
  readonly state: typeof queueState.parked | typeof queueState.scheduled
  readonly dueAtMs: number | null
}

/** Each method is to be called within a transaction. */
export interface Claims {
  /** Of the latest claim. */
  readonly taken: readonly Taken[]
  /** Puts rows that this node holds back to where they were taken from. */
  takeBack(taken: readonly Taken[]): void
  claimParked(laneId: Uint8Array, limit: number): ClaimReply
  claimInOrder(laneId: Uint8Array, limit: number): OrderedReply
  claimDue(nowMs: number, limit: number): DueReply
}

// The join order is forced: from the partial index, by its order, to one row of each other table.
const selectHeld = `
  SELECT q.id, q.workspace_id, q.event_id, q.webhook_id, q.lane_id, q.attempts, q.retry_of, b.body,
    e.type, e.occurred_at_ms, e.accepted_at_ms, e.is_test, e.channels, e.subject, e.data
  FROM queue AS q
  CROSS JOIN events AS e ON e.id = q.event_id AND e.workspace_id = q.workspace_id
  LEFT JOIN bodies AS b ON b.delivery_id = q.id AND b.workspace_id = q.workspace_id`

export const parkedSql = `${selectHeld} WHERE q.state = 1 AND q.lane_id = ? ORDER BY q.id LIMIT ?`
export const scheduledSql = `
  SELECT id, webhook_id FROM queue WHERE state = 2 AND lane_id = ? ORDER BY id LIMIT 1`
export const dueSql = `${selectHeld}
  WHERE q.state = 2 AND q.due_at_ms <= ? ORDER BY q.due_at_ms, q.id LIMIT ?`
export const nextDueSql = `
  SELECT due_at_ms FROM queue WHERE state = 2 ORDER BY due_at_ms LIMIT 1`

type HeldRow = [
  id: Uint8Array,
  workspaceId: Uint8Array,
  eventId: Uint8Array,
  webhookId: Uint8Array,
  laneId: Uint8Array,
  attempts: number,
  retryOf: Uint8Array | null,
  body: Uint8Array | null,
  type: string,
  occurredAtMs: number,
  acceptedAtMs: number,
  isTest: number,
  channels: string | null,
  subject: string | null,
  data: Uint8Array,
]

export function createClaims(db: DatabaseSync, { node, epoch }: Holder): Claims {
  const selectParked = db.prepare(parkedSql)
  selectParked.setReturnArrays(true)
  const selectScheduled = db.prepare(scheduledSql)
  selectScheduled.setReturnArrays(true)
  const selectDue = db.prepare(dueSql)
  selectDue.setReturnArrays(true)
  const hold = db.prepare(
    `UPDATE queue SET state = 0, owner = ?, epoch = ?, due_at_ms = NULL
     WHERE id = ? AND workspace_id = ?`,
  )
  const putBack = db.prepare(
    `UPDATE queue SET state = ?, due_at_ms = ?, owner = NULL, epoch = NULL
     WHERE id = ? AND workspace_id = ? AND state = 0 AND owner = ? AND epoch = ?`,
  )
  const nextDue = db.prepare(nextDueSql)
  let taken: Taken[] = []

  function claim(
    select: StatementSync,
    key: Uint8Array | number,
    { limit, ...from }: Pick<Taken, 'state' | 'dueAtMs'> & { readonly limit: number },
  ): ClaimReply {
    // The columns of `selectHeld`, in its order; the node types know rows only as objects.
    const rows = select.all(key, limit) as unknown as HeldRow[]
    const frame = new FrameWriter()
    taken = rows.map(([id, workspaceId]) => ({ id, workspaceId, ...from }))
    for (const row of rows) {
      hold.run(node, epoch, row[0], row[1])
      writeHeld(frame, row)
    }
    return { count: rows.length, frame: frame.finish() }
  }

  function scheduledIn(laneId: Uint8Array): ScheduledDelivery | null {
    // The columns of `scheduledSql`; the node types know rows only as objects.
    const row = selectScheduled.get(laneId) as unknown as [Uint8Array, Uint8Array] | undefined
    return row === undefined ? null : { id: idOfBytes(row[0]), webhookId: idOfBytes(row[1]) }
  }

  return {
    get taken() {
      return taken
    },
    takeBack(rows) {
      for (const { id, workspaceId, state, dueAtMs } of rows) {
        putBack.run(state, dueAtMs, id, workspaceId, node, epoch)
      }
    },
    claimParked: (laneId, limit) => claim(selectParked, laneId, { limit, ...parked }),
    claimInOrder(laneId, most) {
      const waitsFor = scheduledIn(laneId)
      const limit = waitsFor === null ? most : 0
      return { ...claim(selectParked, laneId, { limit, ...parked }), waitsFor }
    },
    claimDue(nowMs, limit) {
      const state = queueState.scheduled
      const claimed = claim(selectDue, nowMs, { limit, state, dueAtMs: nowMs })
      const nextDueAtMs = nextDue.get()?.['due_at_ms']
      return { ...claimed, nextDueAtMs: typeof nextDueAtMs === 'number' ? nextDueAtMs : null }
    },
  }
}

const parked = { state: queueState.parked, dueAtMs: null }

function writeHeld(frame: FrameWriter, row: HeldRow): void {
  const [id, workspaceId, eventId, webhookId, laneId, attempts, retryOf, body, ...event] = row
  const [type, occurredAtMs, acceptedAtMs, isTest, channels, subject, data] = event
  for (const key of [id, workspaceId, eventId, webhookId, laneId]) frame.idBytes(key)
  frame.number(attempts)
  frame.bytes(retryOf)
  frame.bytes(body)
  frame.text(type)
  frame.number(occurredAtMs)
  frame.number(acceptedAtMs)
  frame.number(isTest)
  frame.text(channels)
  frame.text(subject)
  frame.bytes(data)
}
