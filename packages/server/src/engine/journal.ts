import type { Clock, Timer } from '../domain/clock.ts'
import { messageOf } from '../domain/errors.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { CommitResult, JournalEntry, JournalStore } from '../stores/journal-store.ts'
import { StoreError } from '../stores/store-error.ts'
import type { Dispatcher } from './dispatcher.ts'
import { createJournalEntries, type JournalEntriesDependencies } from './journal-entries.ts'
import type { EngineMetrics } from './metrics.ts'
import type { PendingPublish, PublishOutcome } from './pending-publish.ts'
import { Refusals } from './refusals.ts'
import { StoreFault } from './store-fault.ts'
import { WaitingRoom, type Batch, type WaitingLimits } from './waiting-room.ts'

export interface JournalDependencies extends JournalEntriesDependencies {
  readonly store: JournalStore
  readonly clock: Clock
  readonly dispatcher: JournalEntriesDependencies['dispatcher'] &
    Pick<Dispatcher, 'pump' | 'isBehind'>
  readonly metrics: EngineMetrics
  readonly limits: WaitingLimits
  readonly refreshCatalog: () => Promise<void>
  /** These are durable now. */
  readonly onSettled: (settlements: readonly Settlement[]) => void
  readonly onError: (error: unknown, doing: string) => void
}

/**
 * Commits whenever no commit is in flight; everything that arrived meanwhile goes into the next one.
 * Settlements ride along, and wait a few milliseconds for company when nothing else is to be written.
 */
export interface Journal {
  /** False: too much waits already, and nothing was taken. */
  publish(pending: PendingPublish): boolean
  settle(settlement: Settlement): void
  /** Resolves when nothing waits any more. */
  flush(): Promise<void>
  /**
   * Others have taken over what this node held: forgets what was to be settled, and refuses what
   * comes until {@link resume}. Resolves when no commit is under way.
   */
  standDown(): Promise<void>
  resume(): void
  /** The store has just taken a heartbeat: it may take events, too. */
  noteHeartbeat(): void
  /** Publishes and settlements that wait. */
  readonly waiting: number
  /** Why settlements are refused, or the outcome of a commit is unknown; null when all is well. */
  readonly fault: string | null
  /** That has been so for a while: what is published now is refused at once. */
  readonly isAway: boolean
}

const maxPublishesInCommit = 1000
const settlementsWaitMs = 5
const settlementsThatDoNotWait = 512
const longestCatchUpMs = 1000
const firstRepairDelayMs = 50
/** A clock that is put back by less is no matter. */
const leastClockShiftMs = 1000
const longestRepairDelayMs = 2000

export function createJournal(dependencies: JournalDependencies): Journal {
  const { store, catalog, clock, dispatcher, metrics, limits, onError } = dependencies
  const { prepare, release, dispatch } = createJournalEntries(dependencies)
  const fault = new StoreFault(() => clock.monotonicMs())
  const waiting = new WaitingRoom(limits, () => clock.monotonicMs())
  const refusals = new Refusals(() => clock.monotonicMs())
  let wallAheadMs = clock.nowMs() - clock.monotonicMs()
  let inCommit = 0
  let heldBackSinceMs: number | null = null
  let isRunning = false
  let isStoodDown = false
  /** Before their commit had ended. */
  const answered = new WeakSet<PendingPublish>()
  let lazyFlush: Timer | null = null
  let whenIdle: (() => void)[] = []

  function wake(): void {
    if (isRunning) return
    isRunning = true
    lazyFlush?.cancel()
    lazyFlush = null
    setImmediate(run)
  }

  function wakeLazily(): void {
    if (isRunning || lazyFlush !== null) return
    lazyFlush = clock.setTimer(() => {
      lazyFlush = null
      wake()
    }, settlementsWaitMs)
  }

  function run(): void {
    runUntilIdle().catch((error: unknown) => {
      // Nothing below throws but a fault of our own; what waits is kept and tried again.
      onError(error, 'writing the journal')
      isRunning = false
      wakeLazily()
    })
  }

  /**
   * While deliveries wait for this process to send them, new events wait a little for their commit:
   * otherwise whoever publishes fastest fills the memory, and what overflows is written, parked and
   * read back at many times the cost. Settlements do not wait: they are what makes room.
   */
  function mustPublishesWait(): boolean {
    if (waiting.publishes === 0 || !dispatcher.isBehind) {
      heldBackSinceMs = null
      return false
    }
    const nowMs = clock.monotonicMs()
    heldBackSinceMs ??= nowMs
    if (nowMs - heldBackSinceMs < longestCatchUpMs) return true
    heldBackSinceMs = null
    return false
  }

  /**
   * The store brings forward what it holds when the clock is put back. A retry that was reckoned by
   * the former time and is written afterwards would be missed.
   */
  function followClock(): void {
    const backMs = wallAheadMs - (clock.nowMs() - clock.monotonicMs())
    wallAheadMs -= backMs
    if (backMs >= leastClockShiftMs) waiting.bringForward(backMs)
  }

  async function nextBatch(): Promise<Batch> {
    let isHeldBack = mustPublishesWait()
    while (isHeldBack && waiting.settlements < settlementsThatDoNotWait) {
      await new Promise(setImmediate)
      isHeldBack = mustPublishesWait()
    }
    followClock()
    return waiting.take(isHeldBack ? 0 : maxPublishesInCommit)
  }

  async function runUntilIdle(): Promise<void> {
    while (waiting.publishes > 0 || waiting.settlements > 0) {
      if (inCommit > 0 && maySettlementsWait()) break
      const batch = await nextBatch()
      inCommit = batch.publishes.length + batch.settlements.length
      await commit(batch)
      if (refusals.isStoreSick) await pause(longestRepairDelayMs)
    }
    inCommit = 0
    isRunning = false
    if (waiting.settlements > 0) return wakeLazily()
    for (const resolve of whenIdle) resolve()
    whenIdle = []
  }

  function maySettlementsWait(): boolean {
    if (waiting.publishes > 0 || whenIdle.length > 0) return false
    return waiting.settlements < settlementsThatDoNotWait
  }

  function isAway(): boolean {
    return isStoodDown || fault.isAway
  }

  function answer(pending: PendingPublish, outcome: PublishOutcome): void {
    if (!answered.delete(pending)) pending.done(outcome)
  }

  /**
   * Who publishes waits for so long and no longer, whatever becomes of the work: these, and those that
   * wait for their turn. Two halves of the time have to pass one after the other: a clock that leaps
   * makes only one of them pass.
   */
  function whileTheyWait<Result>(
    publishes: readonly PendingPublish[],
    work: Promise<Result>,
  ): Promise<Result> {
    const halfMs = limits.maxWaitingMs / 2
    let timer = clock.setTimer(() => {
      timer = clock.setTimer(giveUpWaiting, halfMs)
    }, halfMs)

    function giveUpWaiting(): void {
      fault.note('It does not answer.', limits.maxWaitingMs)
      for (const pending of publishes) {
        if (answered.has(pending)) continue
        answered.add(pending)
        pending.done({ kind: 'unavailable' })
      }
      refuseWaiting()
    }

    return work.finally(() => timer.cancel())
  }

  async function commit(batch: Batch): Promise<void> {
    const { publishes, settlements } = batch
    const entries = publishes.map(prepare)
    const startMs = clock.monotonicMs()
    let result: CommitResult
    try {
      const committing = { catalogVersion: catalog.version, publishes: entries, settlements }
      result = await whileTheyWait(publishes, store.commit(committing))
    } catch (error) {
      onError(error, 'committing')
      const isRefused = error instanceof StoreError && error.outcome === 'refused'
      if (!isRefused) return recoverUnknown(batch, entries, messageOf(error))
      entries.forEach(release)
      return recoverRefused(batch, messageOf(error))
    }
    if (result.kind === 'stale-catalog') {
      entries.forEach(release)
      await whileTheyWait(publishes, refreshCatalog())
      return commit(batch)
    }
    fault.clear()
    refusals.succeeded()
    metrics.commitEnded(clock.monotonicMs() - startMs, publishes.length, settlements.length)
    const { outcomes } = result
    for (const [index, entry] of entries.entries()) {
      const pending = publishes[index]
      const outcome = outcomes[index]
      if (pending === undefined || outcome === undefined) break
      release(entry)
      if (outcome.kind === 'accepted') dispatch(entry)
      // To its inbox it is as if the journal had no room: it hands it in once more.
      answer(pending, outcome.kind === 'later' ? { kind: 'unavailable' } : outcome)
    }
    if (settlements.length > 0) dependencies.onSettled(settlements)
    dispatcher.pump()
  }

  /**
   * Nothing of it was written. It is tried again in halves, so that a row which the store cannot
   * take hurts nobody else; a store that takes nothing at all is not asked for each of them.
   */
  async function recoverRefused({ publishes, settlements }: Batch, reason: string): Promise<void> {
    refusals.refused()
    if (publishes.length + settlements.length > 1 && !refusals.isStoreSick) {
      for (const half of halvesOf(settlements)) await commit({ publishes: [], settlements: half })
      for (const half of halvesOf(publishes)) await commit({ publishes: half, settlements: [] })
      return
    }
    const isAlone = publishes.length + settlements.length === 1
    for (const pending of publishes) {
      const isHopeless = isAlone && refusals.isHopelessEntry(pending.inboxSeq)
      answer(pending, isHopeless ? { kind: 'refused', reason } : { kind: 'unavailable' })
    }
    const again = settlements.filter((settlement) => !isAlone || !giveUp(settlement))
    waiting.putBack(again)
    // What one row is refused for says nothing of the others.
    if (again.length > 0 || refusals.isStoreSick) fault.note(reason)
  }

  /** What is given up stays held in the store, and is taken over at the next start. */
  function giveUp(settlement: Settlement): boolean {
    if (!refusals.isHopeless(settlement)) return false
    onError(new Error(`The store refuses to settle ${settlement.delivery.id}`), 'settling')
    return true
  }

  /**
   * It may have been written. A publish is answered "unavailable", looked up, and sent if it is
   * there; it is never written again. Settlements are: they match the row that they settle, so a
   * repeat of one that was written changes nothing.
   */
  async function recoverUnknown(
    { publishes, settlements }: Batch,
    entries: readonly JournalEntry[],
    reason: string,
  ): Promise<void> {
    fault.note(reason)
    for (const pending of publishes) answer(pending, { kind: 'unavailable' })
    await pause(firstRepairDelayMs)
    if (entries.length > 0) await adoptJournaled(entries)
    waiting.putBack(settlements)
  }

  /**
   * Until this is known, nothing more is acknowledged, and no ordered lane that a delivery of these
   * may be held for is given newer ones.
   */
  async function adoptJournaled(entries: readonly JournalEntry[]): Promise<void> {
    for (let delayMs = firstRepairDelayMs; ; delayMs *= 2) {
      try {
        const ids = entries.map(({ event }) => event.id)
        const found = await whileTheyWait([], store.findJournaled(ids))
        for (const entry of entries) {
          release(entry)
          if (found.has(entry.event.id)) dispatch(entry)
        }
        fault.clear()
        dispatcher.pump()
        return
      } catch (error) {
        onError(error, 'looking up what an unknown commit has written')
        if (waiting.isOverdue || isAway()) refuseWaiting()
        await pause(Math.min(delayMs, longestRepairDelayMs))
      }
    }
  }

  /** They were in no commit yet, so nothing of them is written. */
  function refuseWaiting(): void {
    for (const pending of waiting.takePublishes()) pending.done({ kind: 'unavailable' })
  }

  async function refreshCatalog(): Promise<void> {
    try {
      await dependencies.refreshCatalog()
    } catch (error) {
      onError(error, 'reading the catalogue')
      await pause(firstRepairDelayMs)
    }
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      clock.setTimer(resolve, delayMs)
    })
  }

  return {
    publish(pending) {
      if (isAway()) return false
      const isTaken = waiting.publish(pending)
      if (isTaken) wake()
      return isTaken
    },
    settle(settlement) {
      if (isStoodDown) return
      followClock()
      waiting.settle(settlement)
      if (maySettlementsWait()) wakeLazily()
      else wake()
    },
    flush() {
      const isIdle = !isRunning && waiting.publishes === 0 && waiting.settlements === 0
      if (isIdle) return Promise.resolve()
      return new Promise((resolve) => {
        whenIdle.push(resolve)
        wake()
      })
    },
    async standDown() {
      isStoodDown = true
      waiting.dropSettlements()
      refuseWaiting()
      while (isRunning) {
        await pause(firstRepairDelayMs)
        // A commit that failed has put them back.
        waiting.dropSettlements()
      }
    },
    resume() {
      isStoodDown = false
    },
    noteHeartbeat() {
      // A commit that is under way says so itself. With nothing to write, nothing else would.
      if (!isRunning) fault.clear()
    },
    get isAway() {
      return isAway()
    },
    get waiting() {
      return waiting.publishes + waiting.settlements + inCommit
    },
    get fault() {
      return fault.reason
    },
  }
}

function halvesOf<Item>(items: readonly Item[]): (readonly Item[])[] {
  const half = Math.ceil(items.length / 2)
  return [items.slice(0, half), items.slice(half)].filter((part) => part.length > 0)
}
