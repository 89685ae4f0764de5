import type { Clock } from '../domain/clock.ts'
import type { HotStore } from '../stores/store.ts'
import type { Dispatcher } from './dispatcher.ts'
import { buffered, type Lane } from './lane.ts'

export interface ParkedLoaderDependencies {
  readonly store: HotStore
  readonly clock: Clock
  readonly dispatcher: Pick<Dispatcher, 'reserveClaim' | 'releaseClaim' | 'enqueue' | 'pump'>
  readonly onError: (error: unknown, doing: string) => void
}

const mostAtOnce = 256
const whenMemoryIsFullMs = 20
const afterAnErrorMs = 1000

/** Brings parked deliveries back into their lanes, one lane after the other, as memory allows. */
export function createParkedLoader({
  store,
  clock,
  dispatcher,
  onError,
}: ParkedLoaderDependencies): {
  load(lane: Lane): void
  stop(): void
} {
  const waiting: Lane[] = []
  let isRunning = false
  let isStopped = false

  async function run(): Promise<void> {
    for (let lane = waiting.shift(); lane !== undefined && !isStopped; lane = waiting.shift()) {
      const room = dispatcher.reserveClaim(lane, mostAtOnce)
      if (room > 0) await claim(lane, room)
      else if (buffered(lane) === 0) {
        // Only other lanes can make room for this one, so it has to ask again by itself.
        waiting.push(lane)
        await pause(whenMemoryIsFullMs)
      } else lane.isClaiming = false
    }
    isRunning = false
  }

  async function claim(lane: Lane, room: number): Promise<void> {
    const { parkings } = lane
    try {
      const deliveries = await store
        .claimParked(lane.id, room)
        .finally(() => dispatcher.releaseClaim(lane, room))
      if (deliveries.length < room && lane.parkings === parkings) lane.hasParked = false
      lane.isClaiming = false
      for (const delivery of deliveries) dispatcher.enqueue(delivery)
      dispatcher.pump()
    } catch (error) {
      onError(error, 'claiming parked deliveries')
      waiting.push(lane)
      await pause(afterAnErrorMs)
    }
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      clock.setTimer(resolve, delayMs)
    })
  }

  return {
    load(lane) {
      if (lane.isClaiming || isStopped) return
      lane.isClaiming = true
      waiting.push(lane)
      if (isRunning) return
      isRunning = true
      void run()
    },
    stop() {
      isStopped = true
    },
  }
}
