import type { Clock } from '../domain/clock.ts'
import type { IdGenerator } from '../domain/ids.ts'
import type { HealthStore } from '../stores/health-store.ts'

export interface RaiseNoticesDependencies {
  readonly store: Pick<HealthStore, 'raiseNotices'>
  readonly clock: Clock
  readonly ids: IdGenerator
  /** Some were: the inbox has them. */
  readonly onRaised: () => void
}

/** Raised in one transaction. */
const mostAtOnce = 100

/** Raises the notices whose hour is over, until there are no more. */
export async function raiseNotices(dependencies: RaiseNoticesDependencies): Promise<void> {
  const { store, clock, ids, onRaised } = dependencies
  for (let raised = mostAtOnce; raised === mostAtOnce;) {
    const eventIds = Array.from({ length: mostAtOnce }, () => ids.next())
    raised = await store.raiseNotices(clock.nowMs(), eventIds)
    if (raised > 0) onRaised()
  }
}
