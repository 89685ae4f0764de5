import type { Clock } from '../domain/clock.ts'
import type { HeldDelivery } from '../domain/delivery.ts'
import type { DeliveryProfile } from '../domain/delivery-profile.ts'
import type { Event } from '../domain/event.ts'
import type { Id } from '../domain/ids.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { Webhook } from '../domain/webhook.ts'
import type { JournalTarget } from '../stores/journal-store.ts'
import type { ScheduledDelivery } from '../stores/queue-store.ts'
import type { Attempter } from './attempt.ts'
import type { Catalog } from './catalog.ts'
import type { Health } from './health.ts'
import type { LaneLimits } from './lane-table.ts'
import type { Lane } from './lane.ts'
import type { EngineMetrics } from './metrics.ts'

export interface DispatchLimits extends LaneLimits {
  /** Attempts on the wire, over all lanes. */
  readonly maxInFlight: number
}

export interface DispatcherDependencies {
  readonly clock: Clock
  readonly random: () => number
  readonly catalog: Catalog
  readonly profiles: ReadonlyMap<string, DeliveryProfile>
  readonly attempt: Attempter
  readonly metrics: EngineMetrics
  readonly limits: DispatchLimits
  /** False: this node takes events, and leaves the sending to others. */
  readonly isWorker: boolean
  /** Nodes share the store: ordered and rate-limited lanes are one node's at a time. */
  readonly isShared: boolean
  /** Nodes that send; they share what each lane may have on the wire. */
  readonly workers: () => number
  /** Divides every retry delay. */
  readonly retrySpeedup: number
  /** Everything of its kind was deleted: it must not be sent any more. */
  readonly isErased: (event: Event) => boolean
  /** False: no attempt may begin (the store is behind, or this node may have been taken over). */
  readonly maySend: () => boolean
  readonly judge: Health['judge']
  readonly settle: (settlement: Settlement) => void
  /** The lane has parked deliveries and room for them. */
  readonly claimParked: (lane: Lane) => void
  /** An ordered lane waits for this delivery, which waits in the store for its next attempt. */
  readonly onRest: (lane: Lane, awaited: Pick<ScheduledDelivery, 'webhookId'>) => void
}

/** Moves deliveries from their lanes to the wire: lanes take turns, each is capped, memory is bounded. */
export interface Dispatcher {
  /** Keeps room for a delivery whose commit is under way, unless it has to be parked. */
  reserve(laneId: Id, event: Event): JournalTarget['state']
  /** Gives back what {@link reserve} kept. */
  release(laneId: Id, bytes: number): void
  /** Puts a delivery, durable and held by this node, into its lane. */
  enqueue(delivery: HeldDelivery): void
  /** Sends past the lane and its rate limit, at once if anything may be sent: a person waits for the answer. */
  sendNow(delivery: HeldDelivery): void
  /** Takes a delivery that is due into its lane, or gives it back to the store where that is full. */
  takeDue(delivery: HeldDelivery): void
  /** Deliveries of this lane were parked. Nothing comes of it while another node sends for the lane. */
  noteParked(laneId: Id): void
  /** The same, and this node may be the one that sends for it. */
  noteNews(laneId: Id): void
  /** Another node sends for the lane. */
  noteElsewhere(lane: Lane): void
  /** Whether another node sends for the lane, as far as is known here. */
  isElsewhere(laneId: Id): boolean
  /** What was settled here is durable now. */
  noteSettled(settlement: Settlement): void
  /** What the store says an ordered lane waits for. */
  noteAwaited(lane: Lane, awaited: ScheduledDelivery | null): void
  /** What an ordered lane waits for may have ended in the store. */
  recheck(laneId: Id): void
  /** Its lane may have become an ordered one, or none any more, or may be gone with it. */
  noteChange(webhook: Webhook): void
  heldIn(laneId: Id): readonly HeldDelivery[]
  /** Keeps room for up to `most` parked deliveries while they are claimed; for how many. */
  reserveClaim(lane: Lane, most: number): number
  /** Gives back what {@link reserveClaim} kept. */
  releaseClaim(lane: Lane, count: number): void
  /**
   * More could be sent at once than this process gets round to. Lanes whose receivers are slow do
   * not count: nothing here would send for them any sooner.
   */
  readonly isBehind: boolean
  /** Forgets some of the lanes that nothing was put into for long; call it now and then. */
  forgetUnused(): void
  /** Lanes that this node owned and has forgotten since the last call: others may have them. */
  takeReleased(): readonly Id[]
  /** {@link DispatcherDependencies.workers} has changed. */
  noteWorkers(): void
  /**
   * All that is held was taken over by others: memory forgets it, what is on the wire counts for
   * nothing when it ends, and every lane looks into the store for what it has.
   */
  abandonAll(): void
  /** Begins what may begin; call it when {@link DispatcherDependencies.maySend} may have become true. */
  pump(): void
  /** Begins nothing more; resolves when nothing is on the wire. */
  drain(): Promise<void>
  /**
   * Gives what waits in memory and was not begun back to the store. Attempts that are still on the
   * wire are left to whoever takes over: they stay held there, and count for nothing here.
   */
  giveBackWaiting(): void
  readonly held: number
  readonly inFlight: number
  readonly lanes: number
  /** Lanes that are sent less at once because their receivers failed. */
  readonly openBreakers: number
}
