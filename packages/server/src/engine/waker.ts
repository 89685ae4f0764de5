import type { Clock, Timer } from '../domain/clock.ts'
import type { HeldDelivery } from '../domain/delivery.ts'
import type { QueueStore } from '../stores/queue-store.ts'

export interface WakerDependencies {
  readonly store: Pick<QueueStore, 'claimDue'>
  readonly clock: Clock
  /** Takes what is due, held by this node from now on. */
  readonly take: (deliveries: readonly HeldDelivery[]) => void
  /** How many deliveries memory has room for; below zero when it holds more than it should. */
  readonly freeRoom: () => number
  readonly onError: (error: unknown, doing: string) => void
}

/** Brings back scheduled deliveries when they are due. */
export interface Waker {
  start(): void
  /** A delivery was scheduled for this time. */
  wakeAt(dueAtMs: number): void
  stop(): void
}

const mostAtOnce = 512
/** The store is asked at least this often: a node that has scheduled may be gone, or the clock jumped. */
const longestSleepMs = 1000
const whenMemoryIsFullMs = 50
/** What is due and was not to be had is in the hands of another node. */
const whenOthersClaimMs = 20

export function createWaker({ store, clock, take, freeRoom, onError }: WakerDependencies): Waker {
  let timer: Timer | null = null
  let timerAtMs = Number.POSITIVE_INFINITY
  let isClaiming = false
  let isStopped = true

  function sleepUntil(atMs: number): void {
    if (isStopped || isClaiming || atMs >= timerAtMs) return
    timer?.cancel()
    timerAtMs = atMs
    timer = clock.setTimer(
      () => {
        timerAtMs = Number.POSITIVE_INFINITY
        void claim()
      },
      Math.max(0, atMs - clock.nowMs()),
    )
  }

  /** What was asked for while a claim was under way. */
  let wantedAtMs = Number.POSITIVE_INFINITY

  async function claim(): Promise<void> {
    isClaiming = true
    wantedAtMs = Number.POSITIVE_INFINITY
    let nextMs = clock.nowMs() + longestSleepMs
    try {
      const room = Math.min(freeRoom(), mostAtOnce)
      if (room <= 0) nextMs = clock.nowMs() + whenMemoryIsFullMs
      else {
        const { deliveries, nextDueAtMs } = await store.claimDue(clock.nowMs(), room)
        const soonestMs = deliveries.length === 0 ? clock.nowMs() + whenOthersClaimMs : 0
        if (nextDueAtMs !== null) nextMs = Math.min(nextMs, Math.max(nextDueAtMs, soonestMs))
        take(deliveries)
      }
    } catch (error) {
      onError(error, 'claiming due deliveries')
    }
    isClaiming = false
    sleepUntil(Math.min(nextMs, wantedAtMs))
  }

  return {
    start() {
      isStopped = false
      sleepUntil(clock.nowMs())
    },
    wakeAt(dueAtMs) {
      if (isClaiming) wantedAtMs = Math.min(wantedAtMs, dueAtMs)
      else sleepUntil(dueAtMs)
    },
    stop() {
      isStopped = true
      timer?.cancel()
    },
  }
}
