import { canSend, type Lane } from './lane.ts'

const compactAfter = 1024

/** Lanes that may send, in the order in which they get their turns. A lane stands in it once. */
export class ReadyLanes {
  #lanes: Lane[] = []
  #head = 0

  get isEmpty(): boolean {
    return this.#head === this.#lanes.length
  }

  /** Puts it at the end, if it may send and does not stand here. */
  add(lane: Lane): void {
    if (lane.isReady || !canSend(lane)) return
    lane.isReady = true
    this.#lanes.push(lane)
  }

  next(): Lane | undefined {
    const lane = this.#lanes[this.#head]
    if (lane === undefined) return undefined
    lane.isReady = false
    this.#head += 1
    if (this.#head === this.#lanes.length || this.#head === compactAfter) {
      this.#lanes.splice(0, this.#head)
      this.#head = 0
    }
    return lane
  }
}
