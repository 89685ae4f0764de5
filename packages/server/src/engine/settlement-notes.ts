import type { Id } from '../domain/ids.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { EngineMetrics } from './metrics.ts'
import type { TestsUnderWay } from './tests-under-way.ts'

export interface SettlementNotesDependencies {
  readonly metrics: EngineMetrics
  readonly tests: TestsUnderWay
  readonly dispatcher: Pick<Dispatcher, 'noteSettled'>
  readonly wakeAt: (dueAtMs: number) => void
  readonly wakeInbox: () => void
  readonly cancelIfInactive: (webhookId: Id, laneId: Id) => void
}

/** Tells everybody whom it concerns what has become of deliveries, once that is durable. */
export function createSettlementNotes(
  dependencies: SettlementNotesDependencies,
): (settlements: readonly Settlement[]) => void {
  const { metrics, tests, dispatcher, wakeAt, wakeInbox, cancelIfInactive } = dependencies

  function note(settlement: Settlement): void {
    switch (settlement.kind) {
      case 'finish':
        metrics.deliveryEnded(
          settlement.status,
          settlement.finishedAtMs - settlement.delivery.event.acceptedAtMs,
        )
        if (settlement.delivery.event.isTest) tests.noteEnd(settlement)
        break
      case 'retry':
        wakeAt(settlement.dueAtMs)
        // It was on the wire when its webhook was switched off, and waits in the store now.
        cancelIfInactive(settlement.delivery.webhookId, settlement.delivery.laneId)
        break
      case 'park':
        break
    }
    if (settlement.kind !== 'park' && settlement.health?.notice !== undefined) wakeInbox()
    dispatcher.noteSettled(settlement)
  }

  return (settlements) => settlements.forEach(note)
}
