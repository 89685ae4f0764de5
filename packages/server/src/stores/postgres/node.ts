import { hostname } from 'node:os'
import { sql, onlyRow, type Operation } from '../operations/query.ts'
import type { Database } from './database.ts'

/** A run of a node: who holds a queue row in memory. No other run of any node ever has the number. */
export type NodeNumber = number

/** Others take over what a node holds when they have not heard of it for so long. */
const silentForMs = 12_000

export function* registerNode(): Operation<NodeNumber> {
  const rows = yield* sql<{ id: number }>`
    INSERT INTO nodes (name) VALUES (${`${hostname()} ${process.pid}`}) RETURNING id`
  return onlyRow(rows).id
}

/**
 * By the server's clock, so that nodes need not agree on the time. On a connection that no listing
 * takes, because others take over when it is late. False: this node is no more.
 */
export async function recordHeartbeat(database: Database, node: NodeNumber): Promise<boolean> {
  const rows = await database.call({ text: heartbeatText, values: [node] })
  return rows.length > 0
}

const heartbeatText =
  'UPDATE posthorn.nodes SET heartbeat_at = clock_timestamp() WHERE id = $1 RETURNING id'

export function* endNode(node: NodeNumber): Operation<void> {
  yield* sql`UPDATE nodes SET has_ended = true WHERE id = ${node}`
}

/** The count of deliveries that are parked now. `lookAnyway`: even if no node has ended. */
export function* takeOver(node: NodeNumber, lookAnyway: boolean): Operation<number> {
  const rows = yield* sql<{ parked: number }>`
    SELECT take_over(${node}, ${`${silentForMs} milliseconds`}, ${lookAnyway ? 'true' : 'false'})
      AS parked`
  return onlyRow(rows).parked
}
