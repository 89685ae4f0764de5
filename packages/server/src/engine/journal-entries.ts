import type { HeldDelivery } from '../domain/delivery.ts'
import type { JournalEntry } from '../stores/journal-store.ts'
import type { Catalog } from './catalog.ts'
import type { Dispatcher } from './dispatcher.ts'
import { fanOut } from './fan-out.ts'
import type { PendingPublish } from './pending-publish.ts'

export interface JournalEntriesDependencies {
  readonly catalog: Catalog
  readonly dispatcher: Pick<
    Dispatcher,
    'reserve' | 'release' | 'enqueue' | 'sendNow' | 'noteParked'
  >
  /** False: a test is another node's to send, as everything is. */
  readonly isWorker: boolean
}

/** An event before its commit, and its deliveries after it. */
export interface JournalEntries {
  /** Fans out, and keeps room for what this node will hold. */
  readonly prepare: (pending: PendingPublish) => JournalEntry
  /** Gives back the room that was kept. */
  readonly release: (entry: JournalEntry) => void
  /** It is in the journal: its deliveries may be sent. */
  readonly dispatch: (entry: JournalEntry) => void
}

export function createJournalEntries(dependencies: JournalEntriesDependencies): JournalEntries {
  const { catalog, dispatcher, isWorker } = dependencies

  return {
    prepare({ event, idempotency, inboxSeq, only }) {
      const webhooks =
        only === null ? catalog.subscribers(event.workspaceId, event.type, event.channels) : [only]
      const targets = fanOut(event, webhooks, only === null || !isWorker ? dispatcher : pastTheLane)
      return { event, idempotency, inboxSeq, targets }
    },
    release({ event, targets }) {
      if (event.isTest) return
      for (const { state, laneId } of targets) {
        if (state === 'held') dispatcher.release(laneId, event.data.length)
      }
    },
    dispatch({ event, targets }) {
      for (const { deliveryId, webhookId, laneId, state } of targets) {
        if (state !== 'held') {
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
        if (event.isTest) dispatcher.sendNow(delivery)
        else dispatcher.enqueue(delivery)
      }
    },
  }
}

/** A test waits in no lane. */
const pastTheLane = { reserve: () => 'held' as const }
