import type { Id } from '../domain/ids.ts'
import type { Lane } from './lane.ts'
import { Queue } from './queue.ts'
import type { Standing } from './standing.ts'

/** What a workspace has of this node. */
export class WorkspaceUse {
  readonly id: Id
  /** Lanes that are known here; without any it is forgotten. */
  lanes = 0
  /** Attempts on the wire. */
  inFlight = 0
  /** Deliveries in memory, and their bytes. */
  held = 0
  heldBytes = 0
  /** Its lanes that may send, by what their receivers are like. */
  readonly turns: Readonly<Record<Standing, Turn>> = {
    prompt: new Turn(this),
    unknown: new Turn(this),
    slow: new Turn(this),
  }

  constructor(id: Id) {
    this.id = id
  }
}

export class Turn {
  readonly workspace: WorkspaceUse
  readonly lanes = new Queue<Lane>()
  /** It stands in the queue of those whose turn comes. */
  isWaiting = false

  constructor(workspace: WorkspaceUse) {
    this.workspace = workspace
  }
}
