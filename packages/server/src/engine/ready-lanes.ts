import { FairTurns } from './fair-turns.ts'
import { canSend, type Lane } from './lane.ts'
import type { SharedLimit, Standing } from './standing.ts'
import type { WorkspaceUse } from './workspace-use.ts'

const standings = ['prompt', 'unknown', 'slow'] as const satisfies readonly Standing[]

export interface ReadyLanesOptions {
  /** Attempts on the wire. */
  readonly attempts: SharedLimit
  readonly mostInFlightPerWorkspace: number
}

/**
 * Lanes that may send, in the order in which they get their turns: the three standings in turn, as
 * far as there is room for their attempts; in each of them the workspaces, and of each workspace its
 * lanes. A lane stands in it once.
 */
export class ReadyLanes {
  readonly #attempts: SharedLimit
  readonly #turns: Readonly<Record<Standing, FairTurns>>
  #last = 0

  constructor({ attempts, mostInFlightPerWorkspace: most }: ReadyLanesOptions) {
    this.#attempts = attempts
    this.#turns = {
      prompt: new FairTurns('prompt', most),
      unknown: new FairTurns('unknown', most),
      slow: new FairTurns('slow', most),
    }
  }

  /** Whether anybody waits whose receiver is prompt. */
  get hasPrompt(): boolean {
    return !this.#turns.prompt.isEmpty
  }

  /** Puts it at the end, if it may send and does not stand here. */
  add(lane: Lane): void {
    if (lane.isReady || lane.workspace === null || !canSend(lane)) return
    lane.isReady = true
    this.#turns[lane.standing].add(lane, lane.workspace)
  }

  next(): Lane | undefined {
    for (let step = 1; step <= standings.length; step += 1) {
      const index = (this.#last + step) % standings.length
      const lane = this.#nextOf(standings[index] ?? 'prompt')
      if (lane === undefined) continue
      this.#last = index
      return lane
    }
    return undefined
  }

  /** Something of the workspace has left the wire. */
  resume(workspace: WorkspaceUse): void {
    for (const standing of standings) this.#turns[standing].resume(workspace)
  }

  #nextOf(standing: Standing): Lane | undefined {
    if (this.#attempts.roomFor(standing) <= 0) return undefined
    const turns = this.#turns[standing]
    for (let lane = turns.next(); lane !== undefined; lane = turns.next()) {
      lane.isReady = false
      if (lane.standing === standing) return lane
      this.add(lane)
    }
    return undefined
  }
}
