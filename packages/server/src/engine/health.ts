import type { Clock } from '../domain/clock.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import { causeToDisable, type DisableCause, type HealthRules } from '../domain/health-rules.ts'
import { afterBreak, afterFailure, type HealthChange, type Trouble } from '../domain/health.ts'
import type { Id } from '../domain/ids.ts'
import { isOperational } from '../domain/operational-event.ts'
import { isSuccess, type AttemptOutcome } from '../domain/outcome.ts'
import type { Attempted } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { HealthStore, WebhookTrouble } from '../stores/health-store.ts'
import type { OperationalNotices } from './operational-notices.ts'

export interface HealthDependencies {
  readonly store: Pick<HealthStore, 'listTroubles'>
  readonly clock: Clock
  readonly notices: OperationalNotices
  readonly disable: (wanted: WantedDisabling) => void
}

export interface WantedDisabling {
  readonly webhook: Webhook
  readonly rules: HealthRules
  readonly cause: DisableCause
  /** Whether the workspace is told. */
  readonly isTold: boolean
}

export interface JudgedRoute {
  readonly webhook: Webhook
  readonly profile: Pick<DeliveryProfile, 'health'>
}

/** Which webhooks fail, and since when. One that works costs a look into a map that is nearly empty. */
export interface Health {
  /** Reads what earlier runs and other nodes have written. */
  refresh(): Promise<void>
  /** The settlement, with what its attempt changes; a webhook that is to be disabled is. */
  judge(settlement: Attempted, outcome: AttemptOutcome, route: JudgedRoute): Attempted
  /** @param before - as the catalogue had it; undefined: not at all */
  noteChange(before: Webhook | undefined, after: Webhook): void
  /** Since when every attempt of it has failed; null: the latest one did not. */
  failingSinceMs(webhookId: Id): number | null
  /** Webhooks whose latest attempt failed. */
  readonly failing: number
}

const pageSize = 1000
/** What this node has changed since then may not be in the store yet. */
const writtenAfterMs = 30_000

export function createHealth({ store, clock, notices, disable }: HealthDependencies): Health {
  const troubles = new Map<Id, Trouble>()
  /** When this node has changed them, on the monotonic clock. */
  const changedAtMs = new Map<Id, number>()

  function remember(webhookId: Id, trouble: Trouble | null): void {
    changedAtMs.set(webhookId, clock.monotonicMs())
    if (trouble === null) troubles.delete(webhookId)
    else troubles.set(webhookId, trouble)
  }

  async function readAll(): Promise<Map<Id, Trouble>> {
    const found = new Map<Id, Trouble>()
    for (let after: Id | null = null; ;) {
      const page: WebhookTrouble[] = await store.listTroubles(after, pageSize)
      for (const { webhookId, trouble } of page) found.set(webhookId, trouble)
      after = page.at(-1)?.webhookId ?? null
      if (page.length < pageSize) return found
    }
  }

  /** What arrives of an operational event shows that the receiver works, and is no news. */
  function afterArrival(
    { delivery }: Attempted,
    webhook: Webhook,
    trouble: Trouble,
  ): Change | undefined {
    const isTold = !isOperational(delivery.event.type)
    if (!isTold && trouble.failing === null) return undefined
    const next = isTold ? null : afterBreak(trouble)
    remember(webhook.id, next)
    const notice = isTold && trouble.hasGivenUp ? notices.webhookRecovered(webhook) : undefined
    return { trouble: next, ...(notice === undefined ? {} : { notice }) }
  }

  function afterMiss(
    settlement: Attempted,
    outcome: AttemptOutcome,
    { webhook, profile }: JudgedRoute,
  ): Change | undefined {
    const { health: rules } = profile
    const isTold = !isOperational(settlement.delivery.event.type)
    const isOurs = outcome.kind === 'unsendable'
    const isGivenUp = isTold && settlement.kind === 'finish'
    const before = troubles.get(webhook.id)
    const trouble = afterFailure(before, { nowMs: clock.nowMs(), isGivenUp, isOurs })
    const cause = isOurs ? null : causeToDisable(rules, outcome, trouble)
    if (cause !== null) disable({ webhook, rules, cause, isTold })
    const notice =
      isTold && settlement.kind === 'finish'
        ? notices.deliveryFailed(webhook, settlement)
        : undefined
    if (trouble === before && notice === undefined) return undefined
    if (trouble !== undefined) remember(webhook.id, trouble)
    return {
      ...(trouble === before || trouble === undefined ? {} : { trouble }),
      ...(notice === undefined ? {} : { notice }),
    }
  }

  return {
    async refresh() {
      const writtenBeforeMs = clock.monotonicMs() - writtenAfterMs
      for (const [id, atMs] of changedAtMs) if (atMs < writtenBeforeMs) changedAtMs.delete(id)
      const found = await readAll()
      for (const [id, trouble] of found) if (!changedAtMs.has(id)) troubles.set(id, trouble)
      for (const id of troubles.keys()) {
        if (!found.has(id) && !changedAtMs.has(id)) troubles.delete(id)
      }
    },
    judge(settlement, outcome, route) {
      const { webhook } = route
      let change: Change | undefined
      // A test of a webhook that is switched off: whatever it shows, nothing else is sent there.
      if (webhook.state !== 'active') return settlement
      if (isSuccess(outcome)) {
        const trouble = troubles.get(webhook.id)
        if (trouble === undefined) return settlement
        change = afterArrival(settlement, webhook, trouble)
      } else if (!settlement.delivery.event.isTest) {
        change = afterMiss(settlement, outcome, route)
      }
      if (change === undefined) return settlement
      const health = { webhookId: webhook.id, workspaceId: webhook.workspaceId, ...change }
      return { ...settlement, health }
    },
    noteChange(before, { id, state, url }) {
      if (before === undefined || (before.state === state && before.url === url)) return
      const trouble = troubles.get(id)
      if (state === 'deleted') remember(id, null)
      else if (state === 'disabled') remember(id, { failing: null, hasGivenUp: true })
      else if (trouble !== undefined) remember(id, afterBreak(trouble))
    },
    failingSinceMs: (webhookId) => troubles.get(webhookId)?.failing?.sinceMs ?? null,
    get failing() {
      let count = 0
      for (const { failing } of troubles.values()) if (failing !== null) count += 1
      return count
    },
  }
}

type Change = Pick<HealthChange, 'trouble' | 'notice'>
