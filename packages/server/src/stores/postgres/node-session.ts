import type { Heartbeat } from './node.ts'

/** The node that this process is. It becomes another one when others have taken over from it. */
export interface NodeSession {
  /** A run of a node, as `nodes` counts them. */
  number: number
  readonly isWorker: boolean
  /** As of the last heartbeat. */
  heartbeat: Heartbeat
}

/** Until its first heartbeat a node behaves as if it were alone. */
export function createNodeSession(number: number, isWorker: boolean): NodeSession {
  return { number, isWorker, heartbeat: { workers: 1, before: 0 } }
}
