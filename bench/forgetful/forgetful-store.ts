import type { HeldDelivery } from '../../packages/server/src/domain/delivery.ts'
import type { Id } from '../../packages/server/src/domain/ids.ts'
import type { CommitBatch } from '../../packages/server/src/stores/journal-store.ts'
import type { Store } from '../../packages/server/src/stores/store.ts'

/**
 * A store that keeps the catalogue and forgets events: a commit is done before it began and writes
 * nothing. What is left is the rest of the pipeline, which no store could make faster. Only what
 * waits for its lane stays, in memory; retries are forgotten too, and no receiver here asks for one.
 */
export function createForgetfulStore(store: Store): Store {
  const parked = new Map<Id, HeldDelivery[]>()

  function park(delivery: HeldDelivery): void {
    const lane = parked.get(delivery.laneId)
    if (lane) lane.push(delivery)
    else parked.set(delivery.laneId, [delivery])
  }

  return {
    ...store,
    commit(batch) {
      parkedOf(batch).forEach(park)
      const outcomes = batch.publishes.map(() => ({ kind: 'accepted' }) as const)
      return Promise.resolve({ kind: 'committed', outcomes })
    },
    claimParked(laneId, limit) {
      const lane = parked.get(laneId) ?? []
      const claimed = lane.splice(0, limit)
      if (lane.length === 0) parked.delete(laneId)
      return Promise.resolve(claimed)
    },
    lanesWithParked: (after, limit) =>
      Promise.resolve(
        [...parked.keys()]
          .filter((laneId) => after === null || laneId > after)
          .toSorted()
          .slice(0, limit),
      ),
  }
}

function parkedOf({ publishes, settlements }: CommitBatch): HeldDelivery[] {
  const returned = settlements.flatMap((one) => (one.kind === 'park' ? [one.delivery] : []))
  const born = publishes.flatMap(({ event, targets }) =>
    targets
      .filter(({ state }) => state === 'parked')
      .map(({ deliveryId, webhookId, laneId }) => ({
        id: deliveryId,
        event,
        webhookId,
        laneId,
        attempts: 0,
        body: null,
        retryOf: null,
      })),
  )
  return [...returned, ...born]
}
