import type { Clock, Timer } from '../domain/clock.ts'
import type { RaisedEvent } from '../domain/event.ts'
import { maxFanOut } from '../domain/ids.ts'
import type { InboxEntry, InboxStore } from '../stores/inbox-store.ts'
import type { Catalog } from './catalog.ts'
import type { Journal } from './journal.ts'
import type { EngineMetrics } from './metrics.ts'
import type { PendingPublish } from './pending-publish.ts'

export interface InboxDependencies {
  readonly store: Pick<InboxStore, 'readInbox' | 'rejectRaised'>
  readonly clock: Clock
  readonly catalog: Pick<Catalog, 'subscribers'>
  readonly journal: Pick<Journal, 'publish'>
  /** What is wrong with an event that nobody has checked, in a sentence; null: nothing. */
  readonly faultOf: (event: RaisedEvent) => string | null
  /** What a publisher makes of the channels of an event, for one that nobody has looked at. */
  readonly withAllChannels: (event: RaisedEvent) => RaisedEvent
  readonly refreshCatalog: () => Promise<void>
  readonly metrics: Pick<EngineMetrics, 'eventsAccepted' | 'eventsRefused'>
  readonly onError: (error: unknown, doing: string) => void
}

/**
 * Hands raised events to the journal, oldest first. What it hands in stays in the inbox until it is
 * journaled, so whatever fails is found again, by whoever looks next; and what two find, or one
 * finds twice after a commit of unknown outcome, only the first commit can take out.
 */
export interface Inbox {
  start(): void
  /** Looks for events, now or, when it is at it, once more. */
  wake(): void
  /** Looks for events again and again for a while: a transaction that raises one may commit. */
  expect(): void
  /** Resolves when the journal has answered for everything that it was handed. */
  stop(): Promise<void>
}

/** Bounds what is in memory: each may have as much data as an event that is published. */
const mostAtOnce = 100

/** Fast enough for what commits soon; a transaction that takes longer is found by upkeep. */
const expectEveryMs = 20
const expectForMs = 10_000

export function createInbox(dependencies: InboxDependencies): Inbox {
  const { store, clock, catalog, journal, faultOf, withAllChannels } = dependencies
  const { refreshCatalog, metrics, onError } = dependencies
  let isStopped = true
  let isWanted = false
  let running: Promise<void> | null = null
  let expectUntilMs = 0
  let expecting: Timer | null = null

  function lookAgain(): void {
    const isOver = isStopped || clock.monotonicMs() > expectUntilMs
    expecting = isOver ? null : clock.setTimer(lookAgain, expectEveryMs)
    wake()
  }

  function wake(): void {
    isWanted = true
    if (!isStopped) running ??= run()
  }

  /** After a fault it ends and is woken again: by the next event, or by upkeep. */
  async function run(): Promise<void> {
    try {
      while (isWanted && !isStopped) {
        isWanted = false
        await empty()
      }
    } catch (error) {
      onError(error, 'reading the inbox')
    }
    running = null
  }

  /**
   * Once through the inbox. Entries that fail while others of their page go through are passed by,
   * for another time: they must not hold up the rest. When none goes through, the fault is not
   * theirs, and going on would only break the order.
   */
  async function empty(): Promise<void> {
    for (let after = 0; ;) {
      const entries = await store.readInbox(after, mostAtOnce)
      if (isStopped) return
      const last = entries.at(-1)
      if (last === undefined || !(await journalAll(entries)) || entries.length < mostAtOnce) return
      after = last.seq
    }
  }

  /** False when the journal took none of them, or had no room for all. */
  async function journalAll(entries: readonly InboxEntry[]): Promise<boolean> {
    const outcomes: Promise<Outcome>[] = []
    const faults = await faultsOf(entries)
    for (const entry of entries) {
      const outcome = journalOne(entry, faults.get(entry) ?? null)
      if (outcome === 'no-room') break
      outcomes.push(outcome)
    }
    const kinds = (await Promise.all(outcomes)).map(({ kind }) => kind)
    const accepted = kinds.filter((kind) => kind === 'accepted').length
    if (accepted > 0) metrics.eventsAccepted(accepted)
    return outcomes.length === entries.length && kinds.some((kind) => kind !== 'unavailable')
  }

  /**
   * What Posthorn itself has raised, for a change that has happened, is not checked: in a workspace
   * that was deleted since, it goes to nobody. A type or a workspace that is not known may have been
   * made a moment ago, elsewhere.
   */
  async function faultsOf(
    entries: readonly InboxEntry[],
  ): Promise<ReadonlyMap<InboxEntry, string>> {
    const unchecked = entries.filter(({ isChecked }) => !isChecked)
    const doubtful = unchecked.filter(({ event }) => faultOf(event) !== null)
    if (doubtful.length > 0) await refreshCatalog()
    const faults = new Map<InboxEntry, string>()
    for (const entry of doubtful) {
      const fault = faultOf(entry.event)
      if (fault !== null) faults.set(entry, fault)
    }
    return faults
  }

  function journalOne(entry: InboxEntry, fault: string | null): Promise<Outcome> | 'no-room' {
    const { seq, idempotency } = entry
    if (fault !== null) return reject(entry, fault)
    const event = entry.isChecked ? entry.event : withAllChannels(entry.event)
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const webhooks = catalog.subscribers(event.workspaceId, event.type, event.channels)
    if (webhooks.length > maxFanOut) return reject(entry, tooManyWebhooks)
    const pending = { event, idempotency, inboxSeq: seq, only: null, done: resolve }
    if (!journal.publish(pending)) return 'no-room'
    return promise.then((outcome) => {
      if (outcome.kind === 'conflict') return reject(entry, usedKey)
      return outcome.kind === 'refused' ? reject(entry, refusedBecause(outcome.reason)) : outcome
    })
  }

  async function reject(entry: InboxEntry, reason: string): Promise<Outcome> {
    try {
      await store.rejectRaised(entry, reason)
      metrics.eventsRefused(1)
      return { kind: 'conflict' }
    } catch (error) {
      onError(error, 'rejecting an event')
      return { kind: 'unavailable' }
    }
  }

  return {
    start() {
      isStopped = false
      wake()
    },
    wake,
    expect() {
      expectUntilMs = clock.monotonicMs() + expectForMs
      expecting ??= clock.setTimer(lookAgain, expectEveryMs)
    },
    async stop() {
      isStopped = true
      expecting?.cancel()
      await running
    },
  }
}

const usedKey =
  'Its idempotency key was used for another event before: use a new key, or publish the same event.'

const tooManyWebhooks = `An event goes to at most ${maxFanOut} webhooks.`

function refusedBecause(reason: string): string {
  return `The database does not take it: ${reason}`
}

type Outcome = Parameters<PendingPublish['done']>[0]
