import { hostname } from 'node:os'
import { sql, onlyRow, type Operation } from '../operations/query.ts'
import type { Database } from './database.ts'

/** A run of a node: who holds a queue row in memory. No other run of any node ever has the number. */
export type NodeNumber = number

export interface Heartbeat {
  /** Workers that are alive. */
  readonly workers: number
  /** Those of them that started before this node. */
  readonly before: number
}

/** Others take over what a node holds when they have not heard of it for so long. */
const silentForMs = 12_000

export function* registerNode(isWorker: boolean): Operation<NodeNumber> {
  const rows = yield* sql<{ id: number }>`
    INSERT INTO nodes (name, is_worker)
    VALUES (${`${hostname()} ${process.pid}`}, ${isWorker ? 'true' : 'false'}) RETURNING id`
  return onlyRow(rows).id
}

/**
 * On a connection that no listing takes, because others take over when it is late. null: this node is
 * no more.
 */
export async function recordHeartbeat(
  database: Database,
  node: NodeNumber,
): Promise<Heartbeat | null> {
  const [row] = await database.call({ text: heartbeatText, values: [node] })
  return row === undefined
    ? null
    : { workers: Number(row['workers']), before: Number(row['before']) }
}

const heartbeatText = 'SELECT workers, before FROM posthorn.beat($1)'

/** Others need not wait for it to have been silent. */
export function* endNode(node: NodeNumber): Operation<void> {
  yield* sql`UPDATE nodes SET has_ended = true WHERE id = ${node}`
}

/** The count of deliveries that are parked now, and of lanes. `lookAnyway`: even if no node has ended. */
export function* takeOver(node: NodeNumber, lookAnyway: boolean): Operation<number> {
  const rows = yield* sql<{ taken: number }>`
    SELECT take_over(${node}, ${`${silentForMs} milliseconds`}, ${lookAnyway ? 'true' : 'false'})
      AS taken`
  return onlyRow(rows).taken
}
