import type { Clock, Timer } from '../domain/clock.ts'
import type { Id } from '../domain/ids.ts'
import type { SharedStore } from '../stores/shared-store.ts'
import type { QueueStore } from '../stores/queue-store.ts'
import { repeat } from './repeat.ts'

export interface NodeNewsDependencies {
  readonly store: Pick<QueueStore, 'lanesWithParked'>
  /** null: there are no other nodes. */
  readonly shared: SharedStore | null
  readonly clock: Clock
  /** How often to ask; a delivery for a lane of this node waits for so long at most. */
  readonly everyMs: number
  /** Something of this lane is parked. `isDoubt`: what it waits for may have ended. */
  readonly onLane: (laneId: Id, isDoubt: boolean) => void
  readonly onRaised: () => void
  readonly onError: (error: unknown, doing: string) => void
}

const afterAnErrorMs = 1000
/** What was told to a node that is gone since, or lost in any other way, is found by then. */
const lookEveryMs = 5000
const pageSize = 1000

/** What other nodes have put into the store for this one to send. */
export interface NodeNews {
  start(): void
  /** Looks through all lanes that have parked deliveries. */
  lookThroughLanes(): Promise<void>
  stop(): Promise<void>
}

export function createNodeNews(dependencies: NodeNewsDependencies): NodeNews {
  const { store, shared, clock, everyMs, onLane, onRaised, onError } = dependencies
  let isStopped = false
  let timer: Timer | null = null
  let running: Promise<void> = Promise.resolve()
  let looks: { stop(): Promise<void> } | null = null

  async function read(others: SharedStore): Promise<number> {
    try {
      const { lanes, hasRaised } = await others.readNews()
      for (const { id, isDoubt } of lanes) onLane(id, isDoubt)
      if (hasRaised) onRaised()
      return everyMs
    } catch (error) {
      onError(error, 'reading what other nodes have parked')
      return afterAnErrorMs
    }
  }

  function turn(others: SharedStore): void {
    running = read(others).then((delayMs) => {
      if (!isStopped) timer = clock.setTimer(() => turn(others), delayMs)
    })
  }

  async function lookThroughLanes(): Promise<void> {
    for (let after: Id | null = null; ;) {
      const lanes: Id[] = await store.lanesWithParked(after, pageSize)
      for (const laneId of lanes) onLane(laneId, false)
      after = lanes.at(-1) ?? null
      if (lanes.length < pageSize) return
    }
  }

  return {
    start() {
      if (shared === null) return
      turn(shared)
      looks = repeat(lookThroughLanes, {
        clock,
        everyMs: lookEveryMs,
        onError: (error) => onError(error, 'looking for parked deliveries'),
      })
    },
    lookThroughLanes,
    async stop() {
      isStopped = true
      timer?.cancel()
      await Promise.all([running, looks?.stop()])
    },
  }
}
