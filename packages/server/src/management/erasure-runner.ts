import type { Clock } from '../domain/clock.ts'
import type { Erasure } from '../domain/erasure.ts'
import type { Id } from '../domain/ids.ts'
import type { Engine } from '../engine/engine.ts'
import type { ErasureStore } from '../stores/erasure-store.ts'
import { createJobLoop, restAfter, type JobLoop } from './job-loop.ts'

export interface ErasureRunnerOptions {
  readonly store: ErasureStore
  readonly engine: Pick<Engine, 'catalog' | 'isBehind' | 'noteErasure' | 'wakeLane'>
  readonly clock: Clock
  /** Of several servers one does the work. */
  readonly isItsTurn: () => boolean
  readonly onError: (error: unknown, doing: string) => void
}

/** Rows in a bite, about; a commit of live traffic waits for one at most. */
const mostInBite = 25
const betweenBitesMs = 20
const whenBehindMs = 250
/** Another node may have begun one. */
const longestSleepMs = 5000
/** What was under way when the erasure began is in the store after this, or nowhere. */
const secondLookAfterMs = 60_000
const scrubAgainMs = 1000

/**
 * Carries erasures out, one after the other in small bites. When nothing is found any more it looks
 * once again a minute later: an event that was being published, or a profile's work that was under
 * way, may have written behind it. Only then is an erasure done, and the files are scrubbed.
 */
export function createErasureRunner(options: ErasureRunnerOptions): JobLoop & {
  /** Makes sure that nothing is sent that is being erased; to be called before anything is sent. */
  prepare(): Promise<void>
} {
  const { store, engine, clock, isItsTurn, onError } = options
  /** By erasure: when to look once again. */
  const secondLooks = new Map<Id, number>()
  /** Nothing was found the second time either. */
  const clean = new Set<Id>()

  async function turn(): Promise<number> {
    if (engine.isBehind) return whenBehindMs
    const running = await store.runningErasures()
    for (const erasure of running) engine.noteErasure(erasure)
    if (!isItsTurn()) return longestSleepMs
    const next = running.find(({ id }) => isDue(id))
    if (next === undefined) return clean.size > 0 ? finishClean() : untilSecondLook()
    const startMs = clock.monotonicMs()
    const { isClean } = await store.advanceErasure(next.id, mostInBite)
    if (!isClean) return restAfter(clock, startMs, betweenBitesMs)
    wakeOrderedLanes(next)
    if (secondLooks.has(next.id)) clean.add(next.id)
    else secondLooks.set(next.id, clock.monotonicMs() + secondLookAfterMs)
    return betweenBitesMs
  }

  function isDue(id: Id): boolean {
    return !clean.has(id) && (secondLooks.get(id) ?? 0) <= clock.monotonicMs()
  }

  function untilSecondLook(): number {
    const nextMs = Math.min(...secondLooks.values())
    return Math.min(longestSleepMs, Math.max(betweenBitesMs, nextMs - clock.monotonicMs()))
  }

  /** All at once, because scrubbing takes time. Subjects go before: they stand in the files as well. */
  async function finishClean(): Promise<number> {
    for (const id of clean) await store.forgetSubject(id)
    if (!(await store.scrub())) return scrubAgainMs
    for (const id of clean) {
      await store.finishErasure(id, clock.nowMs())
      secondLooks.delete(id)
    }
    clean.clear()
    return betweenBitesMs
  }

  /** One of them may wait for a delivery that is gone. */
  function wakeOrderedLanes({ workspaceId }: Erasure): void {
    for (const { ordered, laneId } of engine.catalog.webhooksOf(workspaceId)) {
      if (ordered) engine.wakeLane(laneId)
    }
  }

  const loop = createJobLoop({ clock, turn, onError: (error) => onError(error, 'erasing') })
  return {
    ...loop,
    async prepare() {
      for (const erasure of await store.runningErasures()) engine.noteErasure(erasure)
    },
  }
}
