import type { Lane } from './lane.ts'
import { Queue } from './queue.ts'
import type { Standing } from './standing.ts'
import type { Turn, WorkspaceUse } from './workspace-use.ts'

/** Workspaces take turns, and within a workspace its lanes do. All lanes are of one standing. */
export class FairTurns {
  readonly #standing: Standing
  readonly #mostInFlight: number
  readonly #waiting = new Queue<Turn>()

  constructor(standing: Standing, mostInFlightPerWorkspace: number) {
    this.#standing = standing
    this.#mostInFlight = mostInFlightPerWorkspace
  }

  /** Those that have as much on the wire as they may do not count. */
  get isEmpty(): boolean {
    this.#passByFull()
    return this.#waiting.isEmpty
  }

  add(lane: Lane, workspace: WorkspaceUse): void {
    const turn = workspace.turns[this.#standing]
    turn.lanes.push(lane)
    this.#wait(turn)
  }

  next(): Lane | undefined {
    this.#passByFull()
    const turn = this.#waiting.shift()
    if (turn === undefined) return undefined
    turn.isWaiting = false
    const lane = turn.lanes.shift()
    this.#wait(turn)
    return lane
  }

  /** Something of it has left the wire. */
  resume(workspace: WorkspaceUse): void {
    this.#wait(workspace.turns[this.#standing])
  }

  #wait(turn: Turn): void {
    if (turn.isWaiting || turn.lanes.isEmpty) return
    turn.isWaiting = true
    this.#waiting.push(turn)
  }

  #passByFull(): void {
    for (;;) {
      const turn = this.#waiting.first
      if (turn === undefined || turn.workspace.inFlight < this.#mostInFlight) return
      turn.isWaiting = false
      this.#waiting.shift()
    }
  }
}
