import { onlyRow, sql, type Operation } from './query.ts'

/** Who holds a queue row in memory: a node, in one of its runs. */
export interface Holder {
  readonly node: number
  readonly epoch: number
}

/** A new run of a node: what its earlier runs held is not held any more. */
export function* startEpoch(node: number, nowMs: number): Operation<Holder> {
  const rows = yield* sql<{ epoch: number }>`
    INSERT INTO nodes (id, epoch, heartbeat_at_ms) VALUES (${node}, 1, ${nowMs})
    ON CONFLICT (id) DO UPDATE SET
      epoch = nodes.epoch + 1, heartbeat_at_ms = excluded.heartbeat_at_ms
    RETURNING epoch`
  return { node, epoch: onlyRow(rows).epoch }
}

export function* recordHeartbeat({ node, epoch }: Holder, nowMs: number): Operation<void> {
  yield* sql`
    UPDATE nodes SET heartbeat_at_ms = ${nowMs} WHERE id = ${node} AND epoch = ${epoch}`
}
