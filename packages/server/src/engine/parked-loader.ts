import type { Clock } from '../domain/clock.ts'
import type { OrderedClaim } from '../stores/queue-store.ts'
import type { Store } from '../stores/store.ts'
import type { Dispatcher } from './dispatcher.ts'
import { mayClaim } from './lane-order.ts'
import { buffered, type Lane } from './lane.ts'
import { Queue } from './queue.ts'

export interface ParkedLoaderDependencies {
  readonly store: Pick<Store, 'claimParked' | 'claimInOrder' | 'shared'>
  readonly clock: Clock
  readonly dispatcher: Pick<
    Dispatcher,
    'reserveClaim' | 'releaseClaim' | 'noteAwaited' | 'noteElsewhere' | 'enqueue' | 'pump'
  >
  readonly onError: (error: unknown, doing: string) => void
}

const mostAtOnce = 256
const whenMemoryIsFullMs = 20
/** Lanes that wait for room are many where memory is full: only so many are looked at in one go. */
const mostLooksForRoom = 1000
const afterAnErrorMs = 1000

/**
 * Brings parked deliveries back into their lanes, one lane after the other, as memory allows. Lanes
 * that memory has no room for hold up nobody: they are asked again after the others.
 */
export function createParkedLoader({
  store,
  clock,
  dispatcher,
  onError,
}: ParkedLoaderDependencies): {
  /** Call it when what predecessors held is parked: before that, a claim could leave out older ones. */
  start(): void
  load(lane: Lane): void
  stop(): void
} {
  const waiting = new Queue<Lane>()
  const withoutRoom = new Queue<Lane>()
  let isLookingForRoom = false
  let isStarted = false
  let isRunning = false
  let isStopped = false

  function runOnce(): void {
    if (isRunning || !isStarted) return
    isRunning = true
    void run()
  }

  async function run(): Promise<void> {
    for (let lane = waiting.shift(); lane !== undefined && !isStopped; lane = waiting.shift()) {
      if (!mayClaim(lane)) {
        lane.isClaiming = false
        continue
      }
      const room = dispatcher.reserveClaim(lane, mostAtOnce)
      if (room > 0) await claim(lane, room)
      else if (buffered(lane) === 0) waitForRoom(lane)
      else lane.isClaiming = false
    }
    isRunning = false
  }

  /** Only other lanes can make room for this one, so it has to ask again by itself. */
  function waitForRoom(lane: Lane): void {
    withoutRoom.push(lane)
    if (isLookingForRoom) return
    isLookingForRoom = true
    clock.setTimer(lookForRoom, whenMemoryIsFullMs)
  }

  function lookForRoom(): void {
    isLookingForRoom = false
    for (let looks = 0; looks < mostLooksForRoom; looks += 1) {
      const lane = withoutRoom.shift()
      if (lane === undefined) break
      waiting.push(lane)
    }
    runOnce()
    if (withoutRoom.isEmpty || isLookingForRoom || isStopped) return
    isLookingForRoom = true
    clock.setTimer(lookForRoom, whenMemoryIsFullMs)
  }

  async function claim(lane: Lane, room: number): Promise<void> {
    const { parkings } = lane
    try {
      const { deliveries, waitsFor, isElsewhere } = await ask(lane, room).finally(() =>
        dispatcher.releaseClaim(lane, room),
      )
      if (isElsewhere) {
        lane.isClaiming = false
        dispatcher.noteElsewhere(lane)
        return
      }
      lane.isOurs = lane.hasOwner
      const isCurrent = lane.parkings === parkings
      if (waitsFor !== null && !isCurrent) {
        waiting.push(lane)
        return
      }
      if (waitsFor === null && deliveries.length < room && isCurrent) lane.hasParked = false
      lane.isClaiming = false
      if (lane.blocksUntil === 'ended') dispatcher.noteAwaited(lane, waitsFor)
      for (const delivery of deliveries) dispatcher.enqueue(delivery)
      dispatcher.pump()
    } catch (error) {
      onError(error, 'claiming parked deliveries')
      waiting.push(lane)
      await pause(afterAnErrorMs)
    }
  }

  async function ask(lane: Lane, limit: number): Promise<OrderedClaim> {
    if (lane.blocksUntil === 'ended') return store.claimInOrder(lane.id, limit)
    if (lane.hasOwner && store.shared !== null) {
      return { ...(await store.shared.claimOwned(lane.id, limit)), waitsFor: null }
    }
    const deliveries = await store.claimParked(lane.id, limit)
    return { deliveries, waitsFor: null, isElsewhere: false }
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      clock.setTimer(resolve, delayMs)
    })
  }

  return {
    start() {
      isStarted = true
      runOnce()
    },
    load(lane) {
      if (lane.isClaiming || isStopped) return
      lane.isClaiming = true
      waiting.push(lane)
      runOnce()
    },
    stop() {
      isStopped = true
    },
  }
}
