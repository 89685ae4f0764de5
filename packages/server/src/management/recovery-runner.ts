import type { Clock } from '../domain/clock.ts'
import type { IdGenerator } from '../domain/ids.ts'
import { anyType } from '../domain/matching.ts'
import type { Recovery, RecoveryState } from '../domain/recovery.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { Engine } from '../engine/engine.ts'
import type { EventChoice } from '../stores/recovery-store.ts'
import type { Store } from '../stores/store.ts'
import { auditEntry } from './audit-entry.ts'
import { createJobLoop, restAfter, type JobLoop } from './job-loop.ts'
import type { ManagementContext } from './management-context.ts'
import { getsEvents } from './served-webhook.ts'

export interface RecoveryRunnerOptions {
  readonly store: Store
  readonly engine: Pick<Engine, 'catalog' | 'heldInLane' | 'isBehind' | 'wakeLane'>
  readonly profiles: ManagementContext['profiles']
  readonly clock: Clock
  readonly ids: IdGenerator
  /** Of several servers one does the work. */
  readonly isItsTurn: () => boolean
  readonly onError: (error: unknown, doing: string) => void
}

/** A bite is written between two commits of live traffic, which hardly waits for so few rows. */
const mostInBite = 25
const mostExamined = 100
/** Deliveries in memory and in the store that a lane may have for more to be added behind them. */
const mostWaiting = 50
const betweenBitesMs = 50
const whenCrowdedMs = 250
/** Another node may have begun one. */
const longestSleepMs = 5000

/**
 * Carries recoveries out: a bite of each in turn, and none while live traffic takes all there is. A
 * lane gets more only when little waits in it, so that an event that is published meanwhile has at
 * most that much before it.
 */
export function createRecoveryRunner(options: RecoveryRunnerOptions): JobLoop {
  const { store, engine, profiles, clock, ids, isItsTurn, onError } = options
  let round: Recovery[] = []
  let isCrowdedRound = true

  async function turn(): Promise<number> {
    if (!isItsTurn()) return longestSleepMs
    if (engine.isBehind) return whenCrowdedMs
    if (round.length === 0) {
      round = [...(await store.runningRecoveries())]
      isCrowdedRound = true
    }
    const next = round.shift()
    if (next === undefined) return longestSleepMs
    const startMs = clock.monotonicMs()
    const isCrowded = await advance(next)
    isCrowdedRound &&= isCrowded
    if (round.length === 0 && isCrowdedRound) return whenCrowdedMs
    return restAfter(clock, startMs, betweenBitesMs)
  }

  /** True: nothing could be added. */
  async function advance(recovery: Recovery): Promise<boolean> {
    const webhook = engine.catalog.webhook(recovery.webhookId)
    if (webhook === undefined) return end(recovery, 'canceled', 'The webhook was deleted')
    if (!getsEvents({ profiles }, webhook)) {
      const reason = webhook.state === 'active' ? 'not served' : webhook.state
      return end(recovery, 'paused', `The webhook is ${reason}`)
    }
    const room = mostWaiting - engine.heldInLane(webhook.laneId).length
    if (room <= 0) return true
    const step = {
      id: recovery.id,
      laneId: webhook.laneId,
      wants: choiceOf(webhook, recovery),
      deliveryIds: Array.from({ length: mostInBite }, () => ids.next()),
      mostWaiting: room,
      mostExamined,
      nowMs: clock.nowMs(),
    }
    let mayHaveParked = true
    try {
      const { parked, isCrowded } = await store.advanceRecovery(step)
      mayHaveParked = parked > 0
      return isCrowded
    } finally {
      if (mayHaveParked) engine.wakeLane(webhook.laneId)
    }
  }

  async function end(recovery: Recovery, to: RecoveryState, reason: string): Promise<boolean> {
    const audit = auditEntry(options, {
      workspaceId: recovery.workspaceId,
      actor: null,
      action: to === 'paused' ? 'recovery.pause' : 'recovery.cancel',
      targetId: recovery.id,
      detail: { reason },
    })
    const atMs = clock.nowMs()
    await store.changeRecovery({ id: recovery.id, from: ['running'], to, reason, atMs }, audit)
    return false
  }

  /** What the webhook wants today, as far as it is asked for. */
  function choiceOf({ eventTypes, channels, profile }: Webhook, { types }: Recovery): EventChoice {
    const catalogue = profiles.get(profile)?.delivery.eventTypes ?? null
    const named = catalogue === null ? null : [...catalogue]
    const wanted = eventTypes.includes(anyType)
      ? named
      : eventTypes.filter((type) => catalogue?.has(type) ?? true)
    if (types === null) return { types: wanted, channels }
    return { types: types.filter((type) => wanted?.includes(type) ?? true), channels }
  }

  return createJobLoop({ clock, turn, onError: (error) => onError(error, 'recovering webhooks') })
}
