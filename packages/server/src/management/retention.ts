import type { Clock } from '../domain/clock.ts'
import type { Id } from '../domain/ids.ts'
import { longestPortalLinkMs } from '../domain/portal-link.ts'
import type { Engine } from '../engine/engine.ts'
import type { ErasureStore } from '../stores/erasure-store.ts'
import { createJobLoop, restAfter, type JobLoop } from './job-loop.ts'

export interface RetentionOptions {
  readonly store: Pick<ErasureStore, 'dropHistory' | 'dropRecords'>
  readonly engine: Pick<Engine, 'isBehind'>
  readonly clock: Clock
  /** Days; 0: for ever. */
  readonly retentionDays: number
  readonly auditRetentionDays: number
  /** Of several servers one does the work. */
  readonly isItsTurn: () => boolean
  readonly onError: (error: unknown, doing: string) => void
}

/** Events and deliveries in a bite, about; a commit of live traffic waits for one at most. */
const mostInBite = 25
const shortestRestMs = 25
const whenBehindMs = 250
const whenItIsAnothersMs = 10 * 1000
const betweenSweepsMs = 10 * 60 * 1000
const dayMs = 24 * 60 * 60 * 1000
const hourMs = 60 * 60 * 1000

/**
 * Drops what is older than it has to be kept, in small bites, oldest first. When the wall clock has
 * jumped ahead it waits an hour: what only seems to be old could not be brought back.
 */
export function createRetention(options: RetentionOptions): JobLoop {
  const { store, engine, clock, retentionDays, auditRetentionDays, isItsTurn, onError } = options
  let after: Id | null = null
  let clocksDifferByMs = differenceMs()
  let trustedAtMs = Number.NEGATIVE_INFINITY

  async function turn(): Promise<number> {
    const waitMs = untilTrustedMs()
    if (waitMs > 0) return Math.min(waitMs, betweenSweepsMs)
    if (!isItsTurn()) return whenItIsAnothersMs
    if (engine.isBehind) return whenBehindMs
    const startMs = clock.monotonicMs()
    const isMore = (await dropEvents()) || (await dropRecords())
    return isMore ? restAfter(clock, startMs, shortestRestMs) : betweenSweepsMs
  }

  function differenceMs(): number {
    return clock.nowMs() - clock.monotonicMs()
  }

  function untilTrustedMs(): number {
    const aheadMs = differenceMs() - clocksDifferByMs
    clocksDifferByMs += aheadMs
    if (aheadMs > hourMs) trustedAtMs = clock.monotonicMs() + hourMs
    return trustedAtMs - clock.monotonicMs()
  }

  /** False: the sweep is through. */
  async function dropEvents(): Promise<boolean> {
    if (retentionDays === 0) return false
    const endedBeforeMs = clock.nowMs() - retentionDays * dayMs
    const dropped = await store.dropHistory({ endedBeforeMs, after, limit: mostInBite })
    after = dropped.after
    return after !== null
  }

  async function dropRecords(): Promise<boolean> {
    const nowMs = clock.nowMs()
    const before = (days: number): number => (days === 0 ? 0 : nowMs - days * dayMs)
    const ages = {
      auditBeforeMs: before(auditRetentionDays),
      linksBeforeMs: nowMs - longestPortalLinkMs - dayMs,
      restBeforeMs: before(retentionDays),
    }
    return (await store.dropRecords(ages, mostInBite)) > 0
  }

  return createJobLoop({ clock, turn, onError: (error) => onError(error, 'dropping what is old') })
}
