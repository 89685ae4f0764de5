import type { HeldDelivery } from '../domain/delivery.ts'
import { cancel, settleAttempt, type Settlement } from '../domain/settlement.ts'
import type { AttemptResult } from './attempt.ts'
import { routeOf, scheduleOf, type DeliveryRoute } from './delivery-route.ts'
import type { DispatcherDependencies } from './dispatcher.ts'

export type OpenRoute = Extract<DeliveryRoute, { kind: 'open' }>

type VerdictDependencies = Pick<
  DispatcherDependencies,
  'clock' | 'random' | 'catalog' | 'profiles' | 'retrySpeedup' | 'isErased' | 'judge'
>

const erased = { kind: 'closed', reason: 'Everything about its subject was deleted' } as const

/** Where a delivery goes when its turn comes, and what becomes of it after its attempt. */
export class DeliveryVerdicts {
  readonly #dependencies: VerdictDependencies

  constructor(dependencies: VerdictDependencies) {
    this.#dependencies = dependencies
  }

  routeOf(delivery: HeldDelivery): DeliveryRoute {
    const { catalog, profiles, isErased } = this.#dependencies
    return isErased(delivery.event) ? erased : routeOf(delivery, catalog, profiles)
  }

  cancel(delivery: HeldDelivery, reason: string): Settlement {
    return cancel(delivery, reason, this.#dependencies.clock.nowMs())
  }

  settlementOf(
    delivery: HeldDelivery,
    route: OpenRoute,
    { record, body }: AttemptResult,
  ): Settlement {
    const { clock, random, retrySpeedup, judge, isErased } = this.#dependencies
    const { webhook, profile } = route
    // Its row is gone, or will be: a lane that keeps its order must not wait for a retry.
    if (isErased(delivery.event)) return this.cancel(delivery, erased.reason)
    const settled = settleAttempt({
      delivery,
      attempt: record,
      body,
      schedule: scheduleOf(webhook, profile, retrySpeedup),
      rules: profile.health,
      nowMs: clock.nowMs(),
      random: random(),
    })
    return judge(settled, record.outcome, route)
  }
}
