import type { Clock, Timer } from '../domain/clock.ts'
import type { HeldDelivery } from '../domain/delivery.ts'
import type { Event, Idempotency } from '../domain/event.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import {
  StoreError,
  type CommitResult,
  type HotStore,
  type JournalEntry,
  type JournalOutcome,
} from '../stores/store.ts'
import type { Catalog } from './catalog.ts'
import type { Dispatcher } from './dispatcher.ts'
import { fanOut } from './fan-out.ts'
import type { EngineMetrics } from './metrics.ts'

export interface PendingPublish {
  readonly event: Event
  readonly idempotency: Idempotency | null
  /** The one webhook that a test goes to; null: all that want the event. */
  readonly only: Webhook | null
  /** Called once. `unavailable`: not written, or perhaps written; the repeat is safe with a key. */
  done(outcome: JournalOutcome | { readonly kind: 'unavailable' }): void
}

export interface JournalLimits {
  /** Publishes that wait for a commit, in bytes of data. */
  readonly maxWaitingBytes: number
  readonly maxWaitingMs: number
}

export interface JournalDependencies {
  readonly store: HotStore
  readonly catalog: Catalog
  readonly clock: Clock
  readonly dispatcher: Pick<
    Dispatcher,
    'reserve' | 'release' | 'enqueue' | 'sendNow' | 'noteParked' | 'pump' | 'isBehind'
  >
  readonly metrics: EngineMetrics
  readonly limits: JournalLimits
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
  /** Publishes and settlements that wait. */
  readonly waiting: number
  /** False while the store refuses, or the outcome of a commit is unknown. */
  readonly isHealthy: boolean
}

const maxPublishesInCommit = 1000
const maxSettlementsInCommit = 4000
const settlementsWaitMs = 5
const settlementsThatDoNotWait = 512
const longestCatchUpMs = 1000
const firstRepairDelayMs = 50
const longestRepairDelayMs = 2000

export function createJournal(dependencies: JournalDependencies): Journal {
  const { store, catalog, clock, dispatcher, metrics, limits, onError } = dependencies
  let publishes: PendingPublish[] = []
  let settlements: Settlement[] = []
  let waitingBytes = 0
  let oldestWaitingMs = 0
  let inCommit = 0
  let isRunning = false
  let isHealthy = true
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
   * read back at many times the cost.
   */
  async function letDeliveriesCatchUp(): Promise<void> {
    const giveUpAtMs = clock.monotonicMs() + longestCatchUpMs
    while (publishes.length > 0 && settlements.length < settlementsThatDoNotWait) {
      if (!dispatcher.isBehind || clock.monotonicMs() >= giveUpAtMs) return
      await new Promise(setImmediate)
    }
  }

  async function runUntilIdle(): Promise<void> {
    while (publishes.length > 0 || settlements.length > 0) {
      await letDeliveriesCatchUp()
      const mayWait =
        publishes.length === 0 &&
        settlements.length < settlementsThatDoNotWait &&
        whenIdle.length === 0
      if (mayWait && inCommit > 0) break
      const nextPublishes = takeFrom(publishes, maxPublishesInCommit)
      publishes = publishes.slice(nextPublishes.length)
      const nextSettlements = takeFrom(settlements, maxSettlementsInCommit)
      settlements = settlements.slice(nextSettlements.length)
      for (const { event } of nextPublishes) waitingBytes -= event.data.length
      if (publishes.length > 0) oldestWaitingMs = clock.monotonicMs()
      inCommit = nextPublishes.length + nextSettlements.length
      await commit(nextPublishes, nextSettlements)
    }
    inCommit = 0
    isRunning = false
    if (settlements.length > 0) return wakeLazily()
    for (const resolve of whenIdle) resolve()
    whenIdle = []
  }

  async function commit(
    batch: readonly PendingPublish[],
    settled: readonly Settlement[],
  ): Promise<void> {
    const entries = batch.map(prepare)
    const startMs = clock.monotonicMs()
    let result: CommitResult
    try {
      result = await store.commit({
        catalogVersion: catalog.version,
        publishes: entries,
        settlements: settled,
      })
    } catch (error) {
      entries.forEach(release)
      return recover(error, { batch, entries, settled })
    }
    if (result.kind === 'stale-catalog') {
      entries.forEach(release)
      await refreshCatalog()
      return commit(batch, settled)
    }
    isHealthy = true
    metrics.commitEnded(clock.monotonicMs() - startMs, batch.length, settled.length)
    const { outcomes } = result
    for (let index = 0; index < batch.length; index += 1) {
      const pending = batch[index]
      const entry = entries[index]
      const outcome = outcomes[index]
      if (pending === undefined || entry === undefined || outcome === undefined) break
      release(entry)
      if (outcome.kind === 'accepted') dispatch(entry, pending.only !== null)
      pending.done(outcome)
    }
    if (settled.length > 0) dependencies.onSettled(settled)
    dispatcher.pump()
  }

  function prepare({ event, idempotency, only }: PendingPublish): JournalEntry {
    const webhooks =
      only === null ? catalog.subscribers(event.workspaceId, event.type, event.channels) : [only]
    return {
      event,
      idempotency,
      targets: fanOut(event, webhooks, only === null ? dispatcher : pastTheLane),
    }
  }

  function release({ event, targets }: JournalEntry): void {
    if (event.isTest) return
    for (const { state, laneId } of targets) {
      if (state === 'held') dispatcher.release(laneId, event.data.length)
    }
  }

  function dispatch({ event, targets }: JournalEntry, isTest: boolean): void {
    for (const { deliveryId, webhookId, laneId, state } of targets) {
      if (state === 'parked') {
        dispatcher.noteParked(laneId)
        continue
      }
      const delivery: HeldDelivery = {
        id: deliveryId,
        event,
        webhookId,
        laneId,
        attempts: 0,
        body: null,
        retryOf: null,
      }
      if (isTest) dispatcher.sendNow(delivery)
      else dispatcher.enqueue(delivery)
    }
  }

  interface FailedCommit {
    readonly batch: readonly PendingPublish[]
    readonly entries: readonly JournalEntry[]
    readonly settled: readonly Settlement[]
  }

  /**
   * Settlements are always written again: they match the row that they settle, so a repeat of one
   * that was written changes nothing. A publish that was surely refused is tried apart from the
   * others, so that a bad row hurts nobody else; one that was perhaps written never is: it is
   * answered "unavailable", looked up, and sent if it is there.
   */
  async function recover(error: unknown, failed: FailedCommit): Promise<void> {
    onError(error, 'committing')
    const { batch, entries, settled } = failed
    const isRefused = error instanceof StoreError && error.outcome === 'refused'
    if (!isRefused) {
      isHealthy = false
      for (const pending of batch) pending.done({ kind: 'unavailable' })
      await adoptJournaled(entries)
      settlements = [...settled, ...settlements]
      return
    }
    if (batch.length > 0 && batch.length + settled.length > 1) {
      if (settled.length > 0) await commit([], settled)
      const half = Math.ceil(batch.length / 2)
      await commit(batch.slice(0, half), [])
      if (half < batch.length) await commit(batch.slice(half), [])
      return
    }
    isHealthy = false
    for (const pending of batch) pending.done({ kind: 'unavailable' })
    if (settled.length > 0) {
      settlements = [...settled, ...settlements]
      await pause(longestRepairDelayMs)
    }
  }

  /** Until this is known, nothing more is acknowledged. */
  async function adoptJournaled(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return pause(firstRepairDelayMs)
    for (
      let delayMs = firstRepairDelayMs;
      ;
      delayMs = Math.min(delayMs * 2, longestRepairDelayMs)
    ) {
      await pause(delayMs)
      try {
        const found = await store.findJournaled(entries.map(({ event }) => event.id))
        for (const entry of entries) {
          if (found.has(entry.event.id)) dispatch(entry, entry.event.isTest)
        }
        return
      } catch (error) {
        onError(error, 'looking up what an unknown commit has written')
      }
    }
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
      const size = pending.event.data.length
      const isWaiting = publishes.length > 0
      if (waitingBytes + size > limits.maxWaitingBytes) return false
      if (isWaiting && clock.monotonicMs() - oldestWaitingMs > limits.maxWaitingMs) return false
      if (!isWaiting) oldestWaitingMs = clock.monotonicMs()
      waitingBytes += size
      publishes.push(pending)
      wake()
      return true
    },
    settle(settlement) {
      settlements.push(settlement)
      if (settlements.length >= settlementsThatDoNotWait || whenIdle.length > 0) wake()
      else wakeLazily()
    },
    flush() {
      if (!isRunning && publishes.length === 0 && settlements.length === 0) return Promise.resolve()
      return new Promise((resolve) => {
        whenIdle.push(resolve)
        wake()
      })
    },
    get waiting() {
      return publishes.length + settlements.length + inCommit
    },
    get isHealthy() {
      return isHealthy
    },
  }
}

/** A test waits in no lane. */
const pastTheLane = { reserve: () => 'held' as const }

function takeFrom<Item>(items: readonly Item[], most: number): readonly Item[] {
  return items.length <= most ? items : items.slice(0, most)
}
