import type { HeldDelivery } from '../domain/delivery.ts'
import type { Id } from '../domain/ids.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { Lane } from './lane.ts'

/**
 * How an ordered lane keeps its order, which is that of its deliveries' ids, or, where several nodes
 * journal for it and one of them sends, that of their commits (`laneSeq`).
 *
 * One attempt is on the wire at a time, and memory is sorted in that order. Where a profile blocks until a
 * delivery has `ended`, a delivery whose attempt has failed is *awaited* until its end is durable:
 *
 *     attempt fails ──▶ settling ──▶ scheduled ──▶ due ──▶ the end is durable: the lane goes on
 *                          ▲                        │
 *                          └──── attempt fails ◀────┘
 *
 * It has to be durable because a process that is killed before would make the attempt again, after
 * a later one has arrived. A success need not be: made again, it is a duplicate and no news.
 *
 * While the awaited delivery is scheduled the lane rests, perhaps for hours, so it holds nothing in
 * memory. The store knows of it too and gives out nothing of the lane (`QueueStore.claimInOrder`):
 * a node that has just started learns there what its lanes wait for.
 *
 * Where memory and store both hold deliveries, those in memory are the older ones. Two things could
 * turn that round, and no claim is made while they are under way: held deliveries whose commit is
 * not known yet, and deliveries that go back to the store.
 */
export function mayClaim(lane: Lane): boolean {
  if (lane.blocksUntil === null) return true
  if (lane.reserved > 0 || lane.returning > 0) return false
  return lane.awaited === null || lane.awaited.stage === 'doubtful'
}

export function isResting({ awaited }: Lane): boolean {
  return awaited?.stage === 'scheduled' || awaited?.stage === 'doubtful'
}

function awaits(lane: Lane, deliveryId: Id): boolean {
  return lane.awaited?.deliveryId === deliveryId
}

/** What is awaited comes first, then the order of the lane. */
export function insertInOrder(lane: Lane, delivery: HeldDelivery): void {
  const { buffer, head } = lane
  let place = awaits(lane, delivery.id) ? head : buffer.length
  while (place > head && goesBefore(lane, delivery, buffer[place - 1])) place -= 1
  buffer.splice(place, 0, delivery)
}

function goesBefore(lane: Lane, delivery: HeldDelivery, other: HeldDelivery | undefined): boolean {
  return other !== undefined && isBefore(delivery, other) && !awaits(lane, other.id)
}

function isBefore(a: HeldDelivery, b: HeldDelivery): boolean {
  const places = (a.laneSeq ?? 0) - (b.laneSeq ?? 0)
  return places === 0 ? a.id < b.id : places < 0
}

export function noteAttemptEnded(lane: Lane, settlement: Settlement): void {
  const { id } = settlement.delivery
  if (lane.blocksUntil !== 'ended') return
  if (settlement.kind === 'finish' && settlement.status === 'success') noteEnded(lane, id)
  else if (lane.awaited === null || awaits(lane, id)) {
    lane.awaited = { deliveryId: id, stage: 'settling' }
  }
}

/** True: the lane rests from now on. */
export function noteRetryWritten(lane: Lane, deliveryId: Id): boolean {
  if (!awaits(lane, deliveryId) || lane.awaited?.stage !== 'settling') return false
  lane.awaited = { deliveryId, stage: 'scheduled' }
  return true
}

/** True: it is what the lane waits for, so there is always room for it. */
export function noteDue(lane: Lane, deliveryId: Id): boolean {
  if (lane.blocksUntil !== 'ended') return false
  if (lane.awaited !== null && !awaits(lane, deliveryId)) return false
  lane.awaited = { deliveryId, stage: 'due' }
  return true
}

/** What the lane waits for in the store may have ended there. */
export function doubt(lane: Lane): void {
  if (lane.awaited?.stage === 'scheduled') lane.awaited = { ...lane.awaited, stage: 'doubtful' }
}

/** True: the lane waited for it, and goes on. */
export function noteEnded(lane: Lane, deliveryId: Id): boolean {
  if (!awaits(lane, deliveryId)) return false
  lane.awaited = null
  return true
}

/**
 * What the store says a lane waits for; null: nothing. True: the lane rests. Of a delivery that is
 * in memory, or being settled, memory knows more.
 */
export function noteStoreAwaits(lane: Lane, deliveryId: Id | null): boolean {
  if (lane.awaited !== null && !isResting(lane)) return false
  lane.awaited = deliveryId === null ? null : { deliveryId, stage: 'scheduled' }
  return deliveryId !== null
}
